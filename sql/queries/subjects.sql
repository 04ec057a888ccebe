-- Subjects and their locks. Kinds sort as processor, subprocessor, controller: the order in which writers lock.

-- name: announce_writer$
-- Make this transaction one that a reader with known_at waits for (see await_writers).
SELECT pg_advisory_xact_lock(:space, pg_backend_pid());

-- name: await_writers
-- Wait for the writers under way; those who begin later get a stamp after this moment.
SELECT pg_advisory_xact_lock_shared(classid::bigint::integer, objid::bigint::integer)
FROM pg_locks
WHERE locktype = 'advisory' AND classid = :space::oid AND objsubid = 2 AND mode = 'ExclusiveLock' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database());

-- name: begin_subjects!
-- Make sure that the subjects have a row.
INSERT INTO subject (kind, controller, subprocessor)
SELECT wanted.kind, wanted.controller, wanted.subprocessor
FROM unnest(:kinds::text[], :controllers::text[], :subprocessors::text[]) AS wanted (kind, controller, subprocessor)
WHERE NOT EXISTS (
    SELECT FROM subject
    WHERE subject.kind = wanted.kind AND coalesce(subject.controller, '') = coalesce(wanted.controller, '')
        AND coalesce(subject.subprocessor, '') = coalesce(wanted.subprocessor, '')
)
ORDER BY wanted.kind, wanted.controller, wanted.subprocessor
ON CONFLICT DO NOTHING;

-- name: clock$
-- The moment, on the one clock of the register.
SELECT clock_timestamp();

-- name: lock_chain
-- Lock the heads of sub-processors, and of what they engage on any day as known now, directly or further down, for
-- writing, in the order of their slugs. Each is looked up by its slug (OFFSET 0, an array), however many PostgreSQL expects.
WITH RECURSIVE chain (subprocessor) AS (
    SELECT wanted.subprocessor
    FROM unnest(:subprocessors::text[]) AS wanted (subprocessor)
    UNION
    SELECT hop ->> 'subprocessor'
    FROM chain
    CROSS JOIN LATERAL (
        SELECT version.document
        FROM subject
        INNER JOIN version
            ON version.subject = subject.id AND upper_inf(version.recorded) AND version.document -> 'engages' <> 'null'
        WHERE subject.kind = 'subprocessor' AND coalesce(subject.controller, '') = ''
            AND coalesce(subject.subprocessor, '') = chain.subprocessor
        OFFSET 0
    ) AS known
    CROSS JOIN LATERAL jsonb_array_elements(known.document -> 'engages') AS hop
)

SELECT id, subprocessor
FROM subject
WHERE kind = 'subprocessor' AND subprocessor = ANY(ARRAY(SELECT chain.subprocessor FROM chain))
ORDER BY subprocessor
FOR NO KEY UPDATE;

-- name: lock_chain_shared
-- Keep these heads as they are while lists that engage the sub-processors are written, in the order of their slugs.
WITH RECURSIVE chain (subprocessor) AS (
    SELECT wanted.subprocessor
    FROM unnest(:subprocessors::text[]) AS wanted (subprocessor)
    UNION
    SELECT hop ->> 'subprocessor'
    FROM chain
    CROSS JOIN LATERAL (
        SELECT version.document
        FROM subject
        INNER JOIN version
            ON version.subject = subject.id AND upper_inf(version.recorded) AND version.document -> 'engages' <> 'null'
        WHERE subject.kind = 'subprocessor' AND coalesce(subject.controller, '') = ''
            AND coalesce(subject.subprocessor, '') = chain.subprocessor
        OFFSET 0
    ) AS known
    CROSS JOIN LATERAL jsonb_array_elements(known.document -> 'engages') AS hop
)

SELECT id, subprocessor
FROM subject
WHERE kind = 'subprocessor' AND subprocessor = ANY(ARRAY(SELECT chain.subprocessor FROM chain))
ORDER BY subprocessor
FOR SHARE;

-- name: lock_lists
-- Lock the lists' heads for writing, in the order of their slugs.
SELECT id, controller
FROM subject
WHERE kind = 'controller' AND controller = ANY(:controllers::text[])
ORDER BY controller
FOR NO KEY UPDATE;

-- name: lock_processor$
-- Lock the processor's head for writing.
SELECT id
FROM subject
WHERE kind = 'processor'
FOR NO KEY UPDATE;

-- name: lock_processor_shared$
-- Keep the processor's head as it is while a list that rests on it is written.
SELECT id
FROM subject
WHERE kind = 'processor'
FOR SHARE;

-- name: stamp_subjects$
-- Take the recorded time of a write under the locks: the clock, but later than anything recorded of these subjects, and
-- of those under it that it rests on: a clock that was set back makes no notice older than what it tells of.
WITH stamp AS (
    SELECT greatest(clock_timestamp(), max(last_recorded_at) + interval '1 microsecond') AS recorded_at
    FROM subject
    WHERE id = ANY(:ids::bigint[] || :under::bigint[])
), stamped AS (
    UPDATE subject
    SET last_recorded_at = stamp.recorded_at
    FROM stamp
    WHERE subject.id = ANY(:ids::bigint[])
)
SELECT recorded_at FROM stamp;

-- name: standing^
-- How what an answer rests on stands now: the stamps of heads (one value, since they are only ever compared), how many of
-- these contacts are there, and which start of which server says so: another one may lack what was known of the first.
SELECT
    array_send(ARRAY(SELECT last_recorded_at FROM subject WHERE id = ANY(:heads::bigint[]) ORDER BY id)) AS stamps,
    (SELECT count(*) FROM person WHERE id = ANY(:people::uuid[])) AS people,
    pg_postmaster_start_time() AS server_began_at;

-- name: subject_ids
-- The rows of the subjects named. Each is looked up by itself (OFFSET 0), also by a plan that was made when there were none.
SELECT found.id, found.kind, found.controller, found.subprocessor
FROM unnest(:kinds::text[], :controllers::text[], :subprocessors::text[]) AS wanted (kind, controller, subprocessor)
CROSS JOIN LATERAL (
    SELECT subject.id, subject.kind, subject.controller, subject.subprocessor
    FROM subject
    WHERE subject.kind = wanted.kind AND coalesce(subject.controller, '') = coalesce(wanted.controller, '')
        AND coalesce(subject.subprocessor, '') = coalesce(wanted.subprocessor, '')
    OFFSET 0
) AS found;
