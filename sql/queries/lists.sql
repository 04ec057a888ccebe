-- Many lists at once, for the check over all of them. `same_since` is the day since which a document reads as it does.

-- name: counting_alone$
-- Whether no other transaction counts the findings of all lists now; then none will while this one lasts.
SELECT pg_try_advisory_xact_lock(hashtextextended('subreg findings', 0));

-- name: ended_of_lists
-- The engagements of lists that were over on a day, each with the terms of its last day.
WITH last AS (
    SELECT DISTINCT ON (subject.id) subject.id, subject.controller, subject.subprocessor, version.effective
    FROM subject
    INNER JOIN version ON version.subject = subject.id AND version.recorded @> :known_at::timestamptz
    WHERE subject.kind = 'engagement' AND subject.controller = ANY(:controllers::text[])
        AND lower(version.effective) <= :on::date
    ORDER BY subject.id, version.effective DESC
)
SELECT
    last.controller, last.subprocessor, version.document::text AS terms, lower(last.effective) AS effective_from,
    upper(last.effective) AS effective_until, lower(last.effective) AS same_since
FROM last
INNER JOIN version
    ON version.subject = last.id AND version.effective = last.effective AND version.recorded @> :known_at::timestamptz
WHERE upper(last.effective) <= :on::date;

-- name: ended_of_lists_now
-- The same as known now: of each engagement the last version that began by the day, which its index leads to.
SELECT
    subject.controller, subject.subprocessor, last.document::text AS terms, lower(last.effective) AS effective_from,
    upper(last.effective) AS effective_until, lower(last.effective) AS same_since
FROM subject
CROSS JOIN LATERAL (
    SELECT version.effective, version.document
    FROM version
    WHERE version.subject = subject.id AND upper_inf(version.recorded)
        AND lower(version.effective) <= :on::date
    ORDER BY coalesce(upper(version.effective), 'infinity') DESC
    LIMIT 1
) AS last
WHERE subject.kind = 'engagement' AND subject.controller = ANY(:controllers::text[])
    AND upper(last.effective) <= :on;

-- name: entries_of_lists
-- Lists on a day: each engagement as text (equal terms are equal text) with the days from and until which it runs, and
-- without terms those that are over. One pass over the versions: a join with itself would be planned for a list, not for
-- many.
SELECT
    held.controller, held.subprocessor, held.terms,
    lower(run.days) AS effective_from, upper(run.days) AS effective_until, held.same_since
FROM (
    SELECT
        subject.controller, subject.subprocessor, range_agg(version.effective) AS days,
        min(version.document::text) FILTER (WHERE version.effective @> :on::date) AS terms,
        min(lower(version.effective)) FILTER (WHERE version.effective @> :on::date) AS same_since
    FROM subject
    INNER JOIN version ON version.subject = subject.id AND version.recorded @> :known_at::timestamptz
    WHERE subject.kind = 'engagement' AND subject.controller = ANY(:controllers::text[])
    GROUP BY subject.id
) AS held
CROSS JOIN LATERAL unnest(held.days) AS run (days)
WHERE run.days @> :on::date OR (held.terms IS NULL AND upper(run.days) <= :on::date);

-- name: list_count$
-- How many controllers there are on a day.
SELECT count(*)
FROM subject
CROSS JOIN version_on(subject.id, :on, 'infinity') AS version
WHERE subject.kind = 'controller';

-- name: list_names
-- The slugs of all controllers on a day, by name.
SELECT subject.controller
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = 'controller'
ORDER BY lower(version.document ->> 'name'), subject.controller;

-- name: list_names_among
-- The same of the lists named alone.
SELECT subject.controller
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = 'controller' AND subject.controller = ANY(:among::text[])
ORDER BY lower(version.document ->> 'name'), subject.controller;

-- name: owners_of_lists
-- Controllers by slug on a day.
SELECT subject.controller, version.document, lower(version.effective) AS same_since
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = 'controller' AND subject.controller = ANY(:controllers::text[]);

-- name: waived_changes
-- What was recorded up to a moment, and in effect by a day, that did not wait for the notice period: of lists' engagements
-- and of the sub-processors that they engage or engaged. What came is there as a whole, so only of what changed fields it
-- is said which. Each subject, and each change's withdrawal, is looked up by itself, as in logs_from:
-- of the log only what was waived is met.
SELECT
    waived.id, waived.effective_on, waived.kind, waived.before, waived.after
FROM (
    SELECT own.id
    FROM subject AS own
    WHERE own.kind = 'engagement' AND own.controller = ANY(:controllers::text[])
    UNION ALL
    SELECT shared.id
    FROM (
        SELECT DISTINCT subprocessor
        FROM subject
        WHERE kind = 'engagement' AND controller = ANY(:controllers)
    ) AS engaged
    CROSS JOIN LATERAL (
        SELECT id
        FROM subject
        WHERE kind = 'subprocessor' AND coalesce(controller, '') = ''
            AND coalesce(subprocessor, '') = engaged.subprocessor
        OFFSET 0
    ) AS shared
) AS concerned
CROSS JOIN LATERAL (
    SELECT
        change.id, change.effective_on, change.kind,
        CASE change.kind WHEN 'changed' THEN change.before END AS before,
        CASE change.kind WHEN 'changed' THEN change.after END AS after,
        (
            SELECT later.id FROM change AS later WHERE later.withdraws = change.id AND later.recorded_at <= :known_at
        ) AS withdrawn_by
    FROM change
    WHERE change.subject = concerned.id AND change.manner = 'waived' AND change.kind IN ('added', 'changed')
        AND change.effective_on <= :on::date AND change.recorded_at <= :known_at
    OFFSET 0
) AS waived
WHERE waived.withdrawn_by IS NULL;

-- name: waived_of_lists
-- Of these changes the one latest in effect that lists were told of, for each sub-processor of theirs, with the notice
-- that told of it, as known at a moment. Each change, and what each notice tells, is looked up (OFFSET 0): no other
-- list's are met, and no notice from before the first of them.
WITH waived AS MATERIALIZED (
    SELECT found.id, found.seq, found.effective_on, found.recorded_at, found.subprocessor
    FROM unnest(:changes::uuid[]) AS given (id)
    CROSS JOIN LATERAL (
        SELECT change.id, change.seq, change.effective_on, change.recorded_at, subject.subprocessor
        FROM change
        INNER JOIN subject ON subject.id = change.subject
        WHERE change.id = given.id
        OFFSET 0
    ) AS found
)

SELECT DISTINCT ON (notice.controller, waived.subprocessor)
    notice.controller, waived.subprocessor, waived.effective_on, notice.published, notice.objection_until
FROM notice
CROSS JOIN LATERAL (
    SELECT notice_change.change
    FROM notice_change
    WHERE notice_change.notice = notice.id
    OFFSET 0
) AS told
INNER JOIN waived ON waived.id = told.change
WHERE notice.controller = ANY(:controllers::text[]) AND notice.recorded_at <= :known_at
    AND notice.recorded_at >= (SELECT min(waived.recorded_at) FROM waived)
ORDER BY notice.controller, waived.subprocessor, waived.effective_on DESC, waived.seq DESC, notice.number;
