-- Checkpoints over the heads of all chains of the log, and the changes as the chains have them.

-- name: changes_in_chains
-- The changes after a place, chain by chain and each in its order, as they are exported, recorded up to a moment.
SELECT
    log_entry(change) AS entry, change.chain AS chain_row, change.place, encode(change.hash, 'hex') AS hash,
    change.reason, change.reason_salt
FROM change
WHERE (change.chain, change.place) > (:chain, :place) AND change.recorded_at <= :until
ORDER BY change.chain, change.place
LIMIT :limit;

-- name: checkpoints_all
-- All checkpoints, the first one first.
SELECT
    seq, to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS moment, changes, chains,
    encode(heads, 'hex') AS heads, encode(predecessor, 'hex') AS predecessor, encode(hash, 'hex') AS hash
FROM checkpoint
ORDER BY seq;

-- name: head_count$
-- How many chains the log has.
SELECT count(*)
FROM subject
WHERE EXISTS (SELECT FROM change WHERE change.chain = subject.id);

-- name: heads_at
-- The heads of all chains at a moment, in the order of the chains.
SELECT head.place, encode(head.hash, 'hex') AS hash
FROM subject
CROSS JOIN LATERAL (
    SELECT change.place, change.hash
    FROM change
    WHERE change.chain = subject.id AND change.recorded_at <= :until
    ORDER BY change.place DESC
    LIMIT 1
) AS head
ORDER BY subject.id;

-- name: heads_lost
-- Heads that a checkpoint kept and the log no longer has: the first of them.
SELECT subject.kind, subject.controller, subject.subprocessor, kept.place, change.seq IS NULL AS is_gone
FROM checkpoint_head AS kept
INNER JOIN subject ON subject.id = kept.chain
LEFT JOIN change ON change.chain = kept.chain AND change.place = kept.place
WHERE change.hash IS DISTINCT FROM kept.hash
ORDER BY kept.chain, kept.place
LIMIT 1;

-- name: insert_checkpoint$
-- Keep a checkpoint.
INSERT INTO checkpoint (moment, changes, chains, heads, predecessor, hash)
VALUES (:moment, :changes, :chains, decode(:heads, 'hex'), decode(:predecessor, 'hex'), decode(:hash, 'hex'))
RETURNING seq;

-- name: insert_checkpoint_heads!
-- Keep the heads at a moment that moved since the checkpoint before.
INSERT INTO checkpoint_head (checkpoint, chain, place, hash)
SELECT :checkpoint, subject.id, head.place, head.hash
FROM subject
CROSS JOIN LATERAL (
    SELECT change.place, change.hash
    FROM change
    WHERE change.chain = subject.id AND change.recorded_at <= :until
    ORDER BY change.place DESC
    LIMIT 1
) AS head
WHERE head.hash IS DISTINCT FROM (
    SELECT kept.hash
    FROM checkpoint_head AS kept
    WHERE kept.chain = subject.id
    ORDER BY kept.checkpoint DESC
    LIMIT 1
);
