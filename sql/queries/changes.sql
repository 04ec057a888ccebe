-- The log. "live" is a change that counts: no withdrawal, and not withdrawn. "held_until" is the day on which objections
-- let a change of an engagement go, for ever while one is open, as known at the moment.
-- "among" are the lists of which alone is told; null is all.

-- name: change_by_id^
-- One change with the subject it is about.
SELECT
    change.seq, change.id, change.recorded_at, change.actor, change.reason, change.kind, change.manner,
    subject.kind AS subject_kind, subject.controller, subject.subprocessor, change.effective_on, change.material,
    change.before, change.after, change.withdraws,
    EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id AND later.recorded_at <= :known_at) AS withdrawn,
    (
        SELECT max(
            CASE WHEN objection.status = 'open' OR objection.decided_at > :known_at THEN 'infinity' ELSE hold.until END
        )
        FROM objection_hold AS hold INNER JOIN objection ON objection.id = hold.objection
        WHERE hold.held = change.id AND hold.held_at <= :known_at AND subject.kind = 'engagement'
    ) AS held_until,
    CASE WHEN :among::text[] IS NULL THEN (
        SELECT count(*) FROM notice_change WHERE notice_change.change = change.id
    ) ELSE (
        SELECT count(*)
        FROM notice INNER JOIN notice_change ON notice_change.notice = notice.id
        WHERE notice_change.change = change.id AND notice.controller = ANY(:among)
    ) END AS notices
FROM change
INNER JOIN subject ON subject.id = change.subject
WHERE change.id = :id AND change.recorded_at <= :known_at;

-- name: change_known_among$
-- Whether a change is of one of the lists, or one of them was told of it. In place of one that there is not another one
-- is looked at, so that it takes as long as one of other lists.
SELECT coalesce(
    bool_or((
        subject.controller = ANY(:among::text[])
        OR EXISTS (
            SELECT
            FROM notice_change INNER JOIN notice ON notice.id = notice_change.notice
            WHERE notice_change.change = change.id AND notice.controller = ANY(:among)
        )
    ) AND wanted.named IS NOT NULL),
    FALSE
)
FROM (
    SELECT
        (SELECT id FROM change WHERE id = :id) AS named,
        (SELECT id FROM change ORDER BY seq DESC LIMIT 1) AS other
) AS wanted
INNER JOIN change ON change.id = coalesce(wanted.named, wanted.other)
INNER JOIN subject ON subject.id = change.subject;

-- name: changes_of_list
-- The changes of a list, of its controller's document and of what it engages, newest first. Its own are a chain of the
-- log, in the order of seq; of the others those that its notices tell, which are looked up (OFFSET 0): no other list's
-- are met. A notice that is older than its own changes of this page tells nothing that comes between them: whoever writes
-- either holds the lock of the list, so all that it tells was in the log before.
WITH place AS MATERIALIZED (
    SELECT CASE
        WHEN :before::uuid IS NULL THEN 9223372036854775807
        ELSE (SELECT change.seq FROM change WHERE change.id = :before)
    END AS seq
),

own AS MATERIALIZED (
    SELECT change.seq, change.recorded_at
    FROM change
    WHERE change.chain = (
        SELECT head.id
        FROM subject AS head
        WHERE head.kind = 'controller' AND coalesce(head.controller, '') = :controller
            AND coalesce(head.subprocessor, '') = ''
    ) AND change.recorded_at <= :known_at AND change.seq < (SELECT place.seq FROM place)
    ORDER BY change.place DESC
    LIMIT :limit
),

told AS MATERIALIZED (
    SELECT DISTINCT known.seq
    FROM notice
    CROSS JOIN LATERAL (
        SELECT change.seq
        FROM notice_change
        INNER JOIN change ON change.id = notice_change.change
        WHERE notice_change.notice = notice.id AND change.recorded_at <= :known_at
        OFFSET 0
    ) AS known
    WHERE notice.controller = :controller AND known.seq < (SELECT place.seq FROM place)
        AND notice.recorded_at >= (
            SELECT CASE WHEN count(*) < :limit THEN '-infinity' ELSE min(own.recorded_at) END FROM own
        )
    ORDER BY known.seq DESC
    LIMIT :limit
)

SELECT
    change.seq, change.id, change.recorded_at, change.actor, change.reason, change.kind, change.manner,
    subject.kind AS subject_kind, subject.controller, subject.subprocessor, change.effective_on, change.material,
    change.before, change.after, change.withdraws,
    EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id AND later.recorded_at <= :known_at) AS withdrawn,
    (
        SELECT max(
            CASE WHEN objection.status = 'open' OR objection.decided_at > :known_at THEN 'infinity' ELSE hold.until END
        )
        FROM objection_hold AS hold INNER JOIN objection ON objection.id = hold.objection
        WHERE hold.held = change.id AND hold.held_at <= :known_at AND subject.kind = 'engagement'
    ) AS held_until,
    CASE WHEN :among::text[] IS NULL THEN (
        SELECT count(*) FROM notice_change WHERE notice_change.change = change.id
    ) ELSE (
        SELECT count(*)
        FROM notice INNER JOIN notice_change ON notice_change.notice = notice.id
        WHERE notice_change.change = change.id AND notice.controller = ANY(:among)
    ) END AS notices
FROM (
    SELECT own.seq FROM own
    UNION
    SELECT told.seq FROM told
    ORDER BY seq DESC
    LIMIT :limit
) AS listed
INNER JOIN change ON change.seq = listed.seq
INNER JOIN subject ON subject.id = change.subject
ORDER BY change.seq DESC;

-- name: erase_reason^
-- Erase the words of a change's reason, and the salt of their digest.
UPDATE change
SET reason = NULL, reason_salt = NULL
WHERE id = :id AND reason IS NOT NULL
RETURNING id;

-- name: logs_from
-- What counts of the logs of subjects from their day on, in the order of recording. Each subject's log is looked up by
-- itself (OFFSET 0), and each change's withdrawal: in a new database PostgreSQL has counted no changes yet, and the plan
-- that a connection keeps from then would go through the logs of all subjects.
SELECT
    wanted.subject, known.id, known.effective_on, known.present, known.after, known.recorded_at, known.manner,
    known.manner = 'objection' AND EXISTS (SELECT FROM holding WHERE holding.change = known.id) AS holds
FROM unnest(:subjects::bigint[], :days::date[]) AS wanted (subject, day)
CROSS JOIN LATERAL (
    SELECT
        change.seq, change.id, change.effective_on, change.present, change.after, change.recorded_at, change.manner,
        (SELECT later.id FROM change AS later WHERE later.withdraws = change.id) AS withdrawn_by
    FROM change
    WHERE change.subject = wanted.subject AND change.effective_on >= wanted.day AND change.kind <> 'withdrawn'
    OFFSET 0
) AS known
WHERE known.withdrawn_by IS NULL
ORDER BY known.seq;

-- name: note_holding!
-- Note which changes nobody decided: those that hold.
INSERT INTO holding (change)
SELECT unnest(:changes::uuid[]);

-- name: planned_replacements
-- The replacements that engagements have planned for after a day, and those that wait for an objection after it: the
-- addition, and the end recorded with it. The additions that replace anything come first, as they are few: planned with
-- all else, every addition met every end. OFFSET 0 has each engagement and its log looked up by their indexes, as in
-- logs_from.
WITH addition AS MATERIALIZED (
    SELECT
        change.id, change.recorded_at, wanted.controller, wanted.subprocessor AS new, change.after ->> 'replaces' AS old
    FROM unnest(:controllers::text[], :subprocessors::text[]) AS wanted (controller, subprocessor)
    CROSS JOIN LATERAL (
        SELECT id
        FROM subject
        WHERE kind = 'engagement' AND controller = wanted.controller AND subprocessor = wanted.subprocessor
        OFFSET 0
    ) AS begun
    CROSS JOIN LATERAL (
        SELECT id, recorded_at, effective_on, after
        FROM change
        WHERE subject = begun.id
        OFFSET 0
    ) AS change
    WHERE change.after ->> 'replaces' IS NOT NULL
        AND (change.effective_on > :day OR EXISTS (
            SELECT
            FROM objection_hold AS hold
            WHERE hold.engagement = begun.id AND hold.held = change.id AND (hold.until IS NULL OR hold.until > :day)
        ))
        AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id)
        AND NOT EXISTS (SELECT FROM holding WHERE holding.change = change.id)
)
SELECT addition.controller, addition.new, addition.id AS addition, addition.old, removal.id AS removal
FROM addition
CROSS JOIN LATERAL (
    SELECT id
    FROM subject
    WHERE kind = 'engagement' AND controller = addition.controller AND subprocessor = addition.old
    OFFSET 0
) AS ended
INNER JOIN change AS removal
    ON removal.subject = ended.id AND removal.kind = 'removed' AND removal.recorded_at = addition.recorded_at
WHERE NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = removal.id);

-- name: record_changes!
-- Append changes to the log, in the order given.
INSERT INTO change (
    id, subject, recorded_at, actor, reason, kind, manner, effective_on, present, before, after, material, withdraws
)
SELECT
    given.id, given.subject, :recorded_at, :actor, given.reason, given.kind, given.manner, given.effective_on,
    given.present, given.before, given.after, given.material, given.withdraws
FROM ROWS FROM (
    jsonb_to_recordset(:changes::jsonb) AS (
        id uuid, subject bigint, reason text, kind text, manner text, effective_on date, present boolean, before jsonb,
        after jsonb, material boolean, withdraws uuid
    )
) WITH ORDINALITY AS given (
    id, subject, reason, kind, manner, effective_on, present, before, after, material, withdraws, place
)
ORDER BY given.place;

-- name: taking_effect
-- The changes to subjects that count, as known at a moment, and take effect after a day and until another, in the order of the log.
SELECT
    change.seq, change.id, change.recorded_at, change.actor, change.reason, change.kind, change.manner,
    subject.kind AS subject_kind, subject.controller, subject.subprocessor, change.effective_on, change.material,
    change.before, change.after, change.withdraws, FALSE AS withdrawn,
    (
        SELECT max(
            CASE WHEN objection.status = 'open' OR objection.decided_at > :known_at THEN 'infinity' ELSE hold.until END
        )
        FROM objection_hold AS hold INNER JOIN objection ON objection.id = hold.objection
        WHERE hold.held = change.id AND hold.held_at <= :known_at AND subject.kind = 'engagement'
    ) AS held_until,
    (SELECT count(*) FROM notice_change WHERE notice_change.change = change.id) AS notices
FROM unnest(:kinds::text[], :controllers::text[], :subprocessors::text[]) AS wanted (kind, controller, subprocessor)
INNER JOIN subject
    ON subject.kind = wanted.kind AND coalesce(subject.controller, '') = coalesce(wanted.controller, '')
    AND coalesce(subject.subprocessor, '') = coalesce(wanted.subprocessor, '')
INNER JOIN change ON change.subject = subject.id
WHERE change.effective_on > :after::date AND change.effective_on <= :until::date
    AND change.recorded_at <= :known_at AND change.withdraws IS NULL
    AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id AND later.recorded_at <= :known_at)
ORDER BY change.seq;
