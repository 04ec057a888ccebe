-- Which lists a reader may see otherwise since a transaction, for the memory of each process.

-- name: forget_touches!
-- Let go of what every process that still looks has seen long ago.
DELETE FROM touch
WHERE touched_at < clock_timestamp() - interval '1 hour';

-- name: server$
-- One start of one server.
SELECT pg_postmaster_start_time()::text;

-- name: touch!
-- Note in this transaction that readers of these lists see something else once it commits.
INSERT INTO touch (controllers)
VALUES (:controllers::text[]);

-- name: touched_since^
-- The lists that were touched by transactions that had not committed in the snapshot `seen`, null for none; and the
-- snapshot in which that is asked. So each is told of once, however early its transaction began and however long others
-- go on, in whatever database. A standby does not say which are under way: there none counts as committed that is not
-- older than the oldest of them. Which server says so: numbers of transactions are those of one, and after a failover
-- of another. And how far its log had come when all that is seen had committed.
SELECT
    CASE
        WHEN pg_is_in_recovery()
            THEN concat_ws(
                ':', pg_snapshot_xmin(pg_current_snapshot()), pg_snapshot_xmin(pg_current_snapshot()), ''
            )
        ELSE pg_current_snapshot()::text
    END AS seen,
    pg_postmaster_start_time()::text AS server,
    CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_insert_lsn()::text END AS position,
    coalesce(
        (
            SELECT array_agg(DISTINCT list.controller)
            FROM touch
            CROSS JOIN LATERAL unnest(touch.controllers) AS list (controller)
            WHERE
                touch.written >= pg_snapshot_xmin(:seen::text::pg_snapshot)
                AND NOT pg_visible_in_snapshot(touch.written, :seen::text::pg_snapshot)
        ),
        '{}'
    ) AS controllers;
