-- Whether a server is a replica that takes no writes, and how far it is behind its primary.

-- name: is_read_only$
-- Whether a connection takes no writes: of a standby, or of a database or role that was made read-only.
SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean;

-- name: replica_behind$
-- How many bytes of the log before a position are not replayed yet, 0 where all are; null on a server that is no replica.
SELECT
    CASE
        WHEN pg_is_in_recovery()
            THEN greatest(pg_wal_lsn_diff(:position::text::pg_lsn, pg_last_wal_replay_lsn()), 0)::bigint
    END;
