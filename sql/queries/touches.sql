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
-- The lists that were touched by transactions that had not committed when the transaction `seen` was the oldest under
-- way, null for none; and the transaction that is the oldest under way now. A transaction that began early and commits
-- late is met by the next look, since it is not older than that one. Which server says so: numbers of transactions are
-- those of one, and after a failover of another. And how far its log had come when all that is seen had committed.
SELECT
    pg_snapshot_xmin(pg_current_snapshot())::text AS seen,
    pg_postmaster_start_time()::text AS server,
    CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_insert_lsn()::text END AS position,
    coalesce(
        (
            SELECT array_agg(DISTINCT list.controller)
            FROM touch
            CROSS JOIN LATERAL unnest(touch.controllers) AS list (controller)
            WHERE touch.written >= :seen::text::xid8
        ),
        '{}'
    ) AS controllers;
