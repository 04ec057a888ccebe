-- Objections and what they hold. "waiting" is what is not decided: unverified or open.

-- name: decide_objection!
-- Note how an objection ended, or that staff confirmed it.
UPDATE objection
SET status = :status, decided_by = :decided_by, reply = :reply,
    decided_at = CASE WHEN :decided_by::text IS NOT NULL THEN clock_timestamp() END
WHERE id = :id;

-- name: holds_of_engagements
-- What open objections hold for engagements, and by which change: of the engagement itself, or of a sub-processor.
SELECT
    hold.objection, hold.held, hold.holding, subject.controller, subject.subprocessor, held_subject.kind,
    held_subject.subprocessor AS held_subprocessor, held.present, held.before, held.after
FROM unnest(:controllers::text[], :subprocessors::text[]) AS wanted (controller, subprocessor)
INNER JOIN subject
    ON subject.kind = 'engagement' AND subject.controller = wanted.controller AND subject.subprocessor = wanted.subprocessor
INNER JOIN change AS holding ON holding.subject = subject.id
INNER JOIN objection_hold AS hold ON hold.holding = holding.id
INNER JOIN objection ON objection.id = hold.objection AND objection.status = 'open'
INNER JOIN change AS held ON held.id = hold.held
INNER JOIN subject AS held_subject ON held_subject.id = held.subject;

-- name: holds_of_objection
-- What an objection holds and by what, in the order of the log.
SELECT
    hold.held, hold.holding, change.effective_on, held_subject.kind AS held_kind, change.present, change.before,
    change.after, subject.controller, subject.subprocessor, holding.before -> 'held' AS kept_before,
    CASE WHEN holding.present IS NULL THEN holding.after -> 'held' END AS kept_after,
    EXISTS (SELECT FROM change AS later WHERE later.withdraws = hold.held) AS is_withdrawn
FROM objection_hold AS hold
INNER JOIN change ON change.id = hold.held
INNER JOIN subject AS held_subject ON held_subject.id = change.subject
INNER JOIN change AS holding ON holding.id = hold.holding
INNER JOIN subject ON subject.id = holding.subject
WHERE hold.objection = :objection
ORDER BY holding.seq, change.seq;

-- name: insert_holds!
-- Note what an objection holds, and by what: each planned change by the one of the same day that answers it, in the
-- engagement itself, or in what an engagement keeps of a sub-processor that lists share.
INSERT INTO objection_hold (objection, held, holding)
SELECT :objection, held.id, holding.id
FROM change AS held
INNER JOIN change AS holding ON holding.effective_on = held.effective_on
WHERE held.id = ANY(:held::uuid[]) AND holding.id = ANY(:holding::uuid[])
    AND (holding.present IS NULL AND holding.after ? 'held') = (held.subject <> holding.subject);

-- name: insert_objection!
-- Keep an objection as it was filed.
INSERT INTO objection (id, notice, controller, filed_by, reason, person, status)
VALUES (:id, :notice, :controller, :filed_by, :reason, :person, :status);

-- name: lock_objection^
-- An objection that is about to be decided.
SELECT id, notice, controller, status
FROM objection
WHERE id = :id
FOR UPDATE;

-- name: objections_newest
-- Objections below a place, each with its notice, newest first; a filter or a limit that is null is none.
SELECT
    objection.seq, objection.id, objection.notice, objection.controller, objection.filed_at, objection.filed_by,
    objection.reason, objection.person, objection.status, objection.decided_at, objection.decided_by, objection.reply,
    notice.title, notice.number, notice.effective_on, notice.objection_until,
    array(SELECT DISTINCT hold.held FROM objection_hold AS hold WHERE hold.objection = objection.id) AS holds
FROM objection
INNER JOIN notice ON notice.id = objection.notice
WHERE (:id::uuid IS NULL OR objection.id = :id)
    AND (:status::text IS NULL OR objection.status = :status)
    AND (:controller::text IS NULL OR objection.controller = :controller)
    AND objection.seq < :before_seq
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
INNER JOIN change ON change.id = hold.holding
INNER JOIN subject ON subject.id = change.subject
WHERE objection.controller = ANY(:controllers::text[]) AND change.recorded_at <= :known_at
    AND (objection.status = 'open' OR objection.decided_at > :known_at);

-- name: open_of_list
-- The objections of a list that are open, but for one.
SELECT id
FROM objection
WHERE controller = :controller AND status = 'open' AND id <> :but;

-- name: planned_of_notice
-- The changes that a notice told of, that take effect after a day and count, in the order of the log.
SELECT change.id, subject.kind, subject.subprocessor, change.effective_on, change.present, change.before, change.after
FROM notice_change
INNER JOIN change ON change.id = notice_change.change
INNER JOIN subject ON subject.id = change.subject
WHERE notice_change.notice = :notice AND change.effective_on > :day AND change.withdraws IS NULL
    AND NOT EXISTS (SELECT FROM change AS later WHERE later.withdraws = change.id)
ORDER BY change.seq;
