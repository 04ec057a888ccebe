-- Objections and what they hold. "waiting" is what is not decided: unverified or open.

-- name: decide_objection!
-- Note how an objection ended, or that staff confirmed it.
UPDATE objection
SET status = :status, decided_by = :decided_by, reply = :reply,
    decided_at = CASE WHEN :decided_by::text IS NOT NULL THEN clock_timestamp() END
WHERE id = :id;

-- name: holds_of_lists
-- What objections hold or held for the engagements of lists for which anything is held after a day.
SELECT
    hold.objection, hold.held, hold.held_at, hold.fields, hold.until, engaged.controller, engaged.subprocessor, held_subject.kind,
    held_subject.subprocessor AS held_subprocessor, held.effective_on, held.present, held.before, held.after,
    EXISTS (SELECT FROM change AS later WHERE later.withdraws = held.id) AS is_withdrawn
FROM subject AS engaged
INNER JOIN objection_hold AS hold ON hold.engagement = engaged.id
INNER JOIN change AS held ON held.id = hold.held
INNER JOIN subject AS held_subject ON held_subject.id = held.subject
WHERE engaged.kind = 'engagement' AND engaged.controller = ANY(:controllers::text[])
    AND EXISTS (
        SELECT FROM objection_hold AS other
        WHERE other.engagement = engaged.id AND (other.until IS NULL OR other.until > :day::date)
    )
ORDER BY held.seq;

-- name: insert_holds!
-- Note which changes an objection holds for an engagement, or which fields of them alone; with a day, only until then.
INSERT INTO objection_hold (objection, held, engagement, fields, until)
SELECT :objection, held, subject.id, :fields::text[], :until
FROM unnest(:held::uuid[]) AS held
INNER JOIN subject
    ON subject.kind = 'engagement' AND subject.controller = :controller AND subject.subprocessor = :subprocessor;

-- name: insert_objection!
-- Keep an objection as it was filed.
INSERT INTO objection (id, notice, controller, filed_by, reason, person, status)
VALUES (:id, :notice, :controller, :filed_by, :reason, :person, :status);

-- name: lists_waiting
-- The lists of which an objection waits that is about a notice of any of these changes.
SELECT DISTINCT objection.controller
FROM notice_change AS told
INNER JOIN objection ON objection.notice = told.notice
WHERE told.change = ANY(:changes::uuid[]) AND objection.status IN ('unverified', 'open');

-- name: lock_objection$
-- How an objection stands that is about to be decided.
SELECT status
FROM objection
WHERE id = :id
FOR UPDATE;

-- name: objections_by_deadline
-- Which objections come after a place (null: all), by deadline: those that wait, the earliest first, then those that were
-- decided, the newest first; a filter or a limit that is null is none. "due_on" is the first day on which something that
-- an objection holds would take effect; of one that holds nothing, the first to come, when it was filed, of all that its
-- notice told; of one that was decided null.
SELECT placed.id, placed.due_on
FROM (
    SELECT
        objection.id, objection.status NOT IN ('unverified', 'open') AS decided,
        extract(epoch FROM objection.filed_at) * CASE WHEN objection.status IN ('unverified', 'open') THEN 1 ELSE -1 END AS age,
        CASE WHEN objection.status IN ('unverified', 'open') THEN coalesce((
            SELECT min(change.effective_on)
            FROM objection_hold AS hold
            INNER JOIN change ON change.id = hold.held
            WHERE hold.objection = objection.id
                AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id)
        ), (
            SELECT min(change.effective_on)
            FROM notice_change AS told
            INNER JOIN change ON change.id = told.change
            WHERE told.notice = objection.notice AND change.effective_on > (objection.filed_at AT TIME ZONE 'UTC')::date
                AND change.withdraws IS NULL
                AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id)
                AND NOT EXISTS (SELECT FROM holding WHERE holding.change = change.id)
        ), notice.effective_on) END AS due_on
    FROM objection
    INNER JOIN notice ON notice.id = objection.notice
    WHERE (:ids::uuid[] IS NULL OR objection.id = ANY(:ids))
        AND (:status::text IS NULL OR objection.status = :status)
        AND (:among::text[] IS NULL OR objection.controller = ANY(:among))
) AS placed
WHERE :after::uuid IS NULL OR (placed.decided, coalesce(placed.due_on, 'infinity'), placed.age, placed.id) > (
    NOT :waits::boolean, coalesce(:due_on::date, 'infinity'),
    extract(epoch FROM :filed_at::timestamptz) * CASE WHEN :waits THEN 1 ELSE -1 END, :after
)
ORDER BY placed.decided, placed.due_on NULLS LAST, placed.age, placed.id
LIMIT :limit;

-- name: objections_newest
-- Objections (of these ids; null: all), those before one of them (null: all), each with its notice, newest first; a filter
-- or a limit that is null is none.
SELECT
    objection.seq, objection.id, objection.notice, objection.controller, objection.filed_at, objection.filed_by,
    objection.reason, objection.person, objection.status, objection.decided_at, objection.decided_by, objection.reply,
    notice.title, notice.language, notice.number, notice.effective_on, notice.objection_until,
    array(SELECT DISTINCT hold.held FROM objection_hold AS hold WHERE hold.objection = objection.id) AS holds
FROM objection
INNER JOIN notice ON notice.id = objection.notice
WHERE (:ids::uuid[] IS NULL OR objection.id = ANY(:ids))
    AND (:status::text IS NULL OR objection.status = :status)
    AND (:among::text[] IS NULL OR objection.controller = ANY(:among))
    AND objection.seq < CASE
        WHEN :before::uuid IS NULL THEN 9223372036854775807
        ELSE (SELECT place.seq FROM objection AS place WHERE place.id = :before)
    END
ORDER BY objection.seq DESC
LIMIT :limit;

-- name: objections_of_notices
-- The objections to notices, oldest first.
SELECT id, notice, status
FROM objection
WHERE notice = ANY(:notices::uuid[])
ORDER BY seq;

-- name: objections_open_of_lists
-- The list entries of which an objection held a change at a moment.
SELECT DISTINCT subject.controller, subject.subprocessor
FROM objection
INNER JOIN objection_hold AS hold ON hold.objection = objection.id
INNER JOIN subject ON subject.id = hold.engagement
WHERE objection.controller = ANY(:controllers::text[]) AND hold.held_at <= :known_at
    AND (objection.status = 'open' OR objection.decided_at > :known_at);

-- name: open_of_list
-- The objections of a list that are open.
SELECT id
FROM objection
WHERE controller = :controller AND status = 'open'
ORDER BY seq;

-- name: open_of_notice^
-- The open objection to a notice, where these words are what was filed, by whom.
SELECT id, person
FROM objection
WHERE notice = :notice AND status = 'open' AND filed_by = :filed_by AND reason = :reason;

-- name: planned_of_notice
-- The decisions and facts that a notice told of, that take effect for its list after a day and count, in the order of
-- the log. What was held takes effect when it is let go.
SELECT change.id, subject.kind, subject.subprocessor, change.effective_on, change.present, change.before, change.after
FROM notice_change
INNER JOIN notice ON notice.id = notice_change.notice
INNER JOIN change ON change.id = notice_change.change
INNER JOIN subject ON subject.id = change.subject
WHERE notice_change.notice = :notice AND change.withdraws IS NULL
    AND greatest(change.effective_on, (
        SELECT max(hold.until)
        FROM objection_hold AS hold
        INNER JOIN subject AS engaged ON engaged.id = hold.engagement
        WHERE hold.held = change.id AND engaged.controller = notice.controller
    )) > :day
    AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id)
    AND NOT EXISTS (SELECT FROM holding WHERE holding.change = change.id)
ORDER BY change.seq;

-- name: release_holds!
-- Let go of what objections hold, or of these changes (null: all): each on its day, or on the first day if that is later.
UPDATE objection_hold AS hold
SET until = greatest(change.effective_on, :first_day::date)
FROM change
WHERE change.id = hold.held AND hold.objection = ANY(:objections::uuid[]) AND hold.until IS NULL
    AND (:held::uuid[] IS NULL OR hold.held = ANY(:held));

-- name: settle_objections
-- Settle what waits of lists and is left without anything by these withdrawals, which are about to be recorded: of what
-- an objection holds or, where it holds nothing, of what its notice told, no change counts any more. "holds": whether it held any.
UPDATE objection
SET status = 'withdrawn', decided_by = :decided_by, decided_at = clock_timestamp()
WHERE status IN ('unverified', 'open') AND controller = ANY(:controllers::text[])
    AND notice IN (SELECT told.notice FROM notice_change AS told WHERE told.change = ANY(:withdrawn::uuid[]))
    AND NOT EXISTS (
        SELECT FROM notice_change AS told
        INNER JOIN change ON change.id = told.change
        WHERE told.notice = objection.notice
            AND change.withdraws IS NULL AND change.id != ALL(:withdrawn)
            AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id)
            AND NOT EXISTS (SELECT FROM holding WHERE holding.change = change.id)
            AND (
                NOT EXISTS (SELECT FROM objection_hold AS hold WHERE hold.objection = objection.id)
                OR EXISTS (
                    SELECT FROM objection_hold AS hold WHERE hold.objection = objection.id AND hold.held = change.id
                )
            )
    )
RETURNING
    id, notice, controller,
    EXISTS (SELECT FROM objection_hold AS hold WHERE hold.objection = objection.id) AS holds;
