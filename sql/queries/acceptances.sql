-- Accepted findings. What counts on a day is the row recorded last among those decided by that day.

-- name: acceptance_days
-- The days after one on which something of a list was accepted or taken back, as known at a moment.
SELECT DISTINCT decided_on
FROM finding_acceptance
WHERE controller = :controller AND decided_on > :day AND recorded_at <= :known_at;

-- name: acceptances_on
-- The acceptances of lists that are open on a day, as known at a moment; one a fingerprint.
SELECT
    latest.id, latest.controller, latest.fingerprint, latest.rule, latest.decided_on, latest.until, latest.reason,
    latest.actor, latest.facts, latest.recorded_at
FROM (
    SELECT DISTINCT ON (controller, fingerprint)
        id, controller, fingerprint, rule, kind, decided_on, until, reason, actor, facts, recorded_at
    FROM finding_acceptance
    WHERE controller = ANY(:controllers::text[]) AND decided_on <= :day AND recorded_at <= :known_at
    ORDER BY controller ASC, fingerprint ASC, seq DESC
) AS latest
WHERE latest.kind = 'accepted' AND latest.until >= :day;

-- name: list_of_acceptance$
-- The list, one of those named (null: any), that has a finding of this fingerprint that was ever accepted. Asked list by
-- list: a row of a list that is not named is not even met, so that it takes no longer than none.
SELECT listed.controller
FROM (SELECT controller FROM feed WHERE :among::text[] IS NULL OR controller = ANY(:among)) AS listed
CROSS JOIN LATERAL (
    SELECT
    FROM finding_acceptance AS act
    WHERE act.controller = listed.controller AND act.fingerprint = :fingerprint
    LIMIT 1
) AS act
LIMIT 1;

-- name: record_acceptance!
-- Append an acceptance, or that it is taken back.
INSERT INTO finding_acceptance (
    id, controller, fingerprint, rule, kind, decided_on, until, reason, actor, facts, recorded_at
)
VALUES (:id, :controller, :fingerprint, :rule, :kind, :decided_on, :until, :reason, :actor, :facts, :recorded_at);
