-- How far a replica is behind its primary.

-- name: replica_behind$
-- How many bytes of the log before a position are not replayed yet, 0 where all are; null on a server that is no replica.
SELECT
    CASE
        WHEN pg_is_in_recovery()
            THEN greatest(pg_wal_lsn_diff(:position::text::pg_lsn, pg_last_wal_replay_lsn()), 0)::bigint
    END;
