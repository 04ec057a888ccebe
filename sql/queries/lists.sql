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

-- name: waived_of_lists
-- What was decided for entries of lists without waiting for the notice period, latest first: each change with the notice
-- that told the list of it.
SELECT
    notice.controller, subject.subprocessor, change.effective_on, change.kind, change.before, change.after,
    notice.published, notice.objection_until
FROM notice
INNER JOIN notice_change ON notice_change.notice = notice.id
INNER JOIN change ON change.id = notice_change.change
INNER JOIN subject ON subject.id = change.subject
WHERE notice.controller = ANY(:controllers::text[]) AND notice.recorded_at <= :known_at
    AND change.manner = 'waived' AND change.kind IN ('added', 'changed') AND subject.subprocessor IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM change AS later WHERE later.withdraws = change.id AND later.recorded_at <= :known_at
    )
ORDER BY change.effective_on DESC, change.seq DESC;
