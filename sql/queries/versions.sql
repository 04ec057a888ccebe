-- Versions: the projection of the log, and every read by day (on) and moment (known_at; infinity is "as known now").

-- name: controllers_page
-- Controllers on a day, by name, after the place (name, slug).
SELECT subject.controller, version.document
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = 'controller'
    AND (lower(version.document ->> 'name'), subject.controller) > (:after_name::text, :after_slug::text)
ORDER BY lower(version.document ->> 'name'), subject.controller
LIMIT :limit;

-- name: controllers_page_among
-- The same of the lists named alone: apart, so that how many others there are does not tell on it.
SELECT subject.controller, version.document
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = 'controller' AND subject.controller = ANY(:among::text[])
    AND (lower(version.document ->> 'name'), subject.controller) > (:after_name::text, :after_slug::text)
ORDER BY lower(version.document ->> 'name'), subject.controller
LIMIT :limit;

-- name: document_on^
-- The document of one subject on a day, and the days on which it holds.
SELECT version.document, lower(version.effective) AS from_day, upper(version.effective) AS until_day
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = :kind AND coalesce(subject.controller, '') = coalesce(:controller, '')
    AND coalesce(subject.subprocessor, '') = coalesce(:subprocessor, '');

-- name: engaged_among$
-- Whether one of the lists engages a sub-processor on any day, or did.
SELECT EXISTS (
    SELECT FROM subject
    WHERE kind = 'engagement' AND subprocessor = :subprocessor AND controller = ANY(:among::text[])
);

-- name: engaged_beside
-- Which of the sub-processors another list than this one engages, or did, on any day that is known now.
SELECT wanted.subprocessor
FROM unnest(:subprocessors::text[]) AS wanted (subprocessor)
WHERE EXISTS (
    SELECT
    FROM subject INNER JOIN version ON version.subject = subject.id AND upper_inf(version.recorded)
    WHERE subject.kind = 'engagement' AND subject.subprocessor = wanted.subprocessor AND subject.controller <> :controller
);

-- name: engaged_on
-- The sub-processors that a list engages on a day, as known now.
SELECT subject.subprocessor
FROM subject
CROSS JOIN version_on(subject.id, :on, 'infinity')
WHERE subject.kind = 'engagement' AND subject.controller = :controller;

-- name: engagements_of_lists
-- What lists engage on some day from the day given on, as known now.
SELECT DISTINCT subject.controller, subject.subprocessor
FROM subject
INNER JOIN version ON version.subject = subject.id AND upper_inf(version.recorded)
WHERE subject.kind = 'engagement' AND subject.controller = ANY(:controllers::text[])
    AND coalesce(upper(version.effective), 'infinity') > :day::date;

-- name: entries_now
-- A list on a day as known now, as entries_on has it: the version of the day is looked up, and of the others nothing is
-- read but their days, which their index has.
SELECT
    engaged.subprocessor, held.document AS engagement, shared.document AS shared,
    lower(run.days) AS effective_from, upper(run.days) AS effective_until
FROM subject AS engaged
CROSS JOIN LATERAL (
    SELECT version.effective, version.document
    FROM version
    WHERE version.subject = engaged.id AND upper_inf(version.recorded)
        AND coalesce(upper(version.effective), 'infinity') > :on::date
    ORDER BY coalesce(upper(version.effective), 'infinity')
    LIMIT 1
) AS held
CROSS JOIN LATERAL (
    SELECT unnest(range_agg(version.effective)) AS days
    FROM version
    WHERE version.subject = ANY(ARRAY[engaged.id]) AND upper_inf(version.recorded)
) AS run
CROSS JOIN LATERAL (
    SELECT subject.id
    FROM subject
    WHERE subject.kind = 'subprocessor' AND coalesce(subject.controller, '') = ''
        AND coalesce(subject.subprocessor, '') = engaged.subprocessor
    OFFSET 0
) AS subject
CROSS JOIN version_on(subject.id, :on, 'infinity') AS shared
WHERE engaged.kind = 'engagement' AND engaged.controller = :controller AND held.effective @> :on AND run.days @> :on;

-- name: entries_on
-- A list on a day: each engagement with its sub-processor and the days from and until which it runs. No engagement meets
-- every other, nor every sub-processor, where PostgreSQL expects few because it has not counted them yet: hence a window
-- for the runs, and OFFSET 0.
WITH known AS (
    SELECT
        subject.subprocessor, version.effective, version.document,
        range_agg(version.effective) OVER (PARTITION BY subject.id) AS runs
    FROM subject
    INNER JOIN version ON version.subject = subject.id AND version.recorded @> :known_at::timestamptz
    WHERE subject.kind = 'engagement' AND subject.controller = :controller
)
SELECT
    known.subprocessor, known.document AS engagement, shared.document AS shared,
    lower(run.days) AS effective_from, upper(run.days) AS effective_until
FROM known
INNER JOIN LATERAL unnest(known.runs) AS run (days) ON run.days @> :on::date
CROSS JOIN LATERAL (
    SELECT subject.id
    FROM subject
    WHERE subject.kind = 'subprocessor' AND coalesce(subject.controller, '') = ''
        AND coalesce(subject.subprocessor, '') = known.subprocessor
    OFFSET 0
) AS subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS shared
WHERE known.effective @> :on::date;

-- name: first_document^
-- The first document that a subject has from a day after the one given on, as known at a moment.
SELECT version.document, lower(version.effective) AS starts_on
FROM subject
INNER JOIN version ON version.subject = subject.id AND version.recorded @> :known_at::timestamptz
WHERE subject.kind = :kind AND coalesce(subject.controller, '') = coalesce(:controller, '')
    AND coalesce(subject.subprocessor, '') = coalesce(:subprocessor, '')
    AND lower(version.effective) > :after::date
ORDER BY version.effective
LIMIT 1;

-- name: identities_on
-- By what the sub-processors of the catalogue are told apart on a day, as known now.
SELECT
    subject.subprocessor AS slug, version.document ->> 'name' AS name,
    version.document ->> 'registration_number' AS registration_number, version.document ->> 'legal_name' AS legal_name,
    version.document ->> 'website' AS website
FROM subject
CROSS JOIN version_on(subject.id, :on, 'infinity') AS version
WHERE subject.kind = 'subprocessor'
ORDER BY subject.subprocessor;

-- name: lists_engaging
-- The lists that engage any of the sub-processors on some day from the day given on, as known now.
SELECT subject.controller, subject.subprocessor
FROM subject
INNER JOIN version ON version.subject = subject.id AND upper_inf(version.recorded)
WHERE subject.kind = 'engagement' AND subject.subprocessor = ANY(:subprocessors::text[])
    AND coalesce(upper(version.effective), 'infinity') > :day::date
GROUP BY subject.controller, subject.subprocessor;

-- name: lists_of_processor
-- The lists that name no exporter of their own on some day from the day given on, as known now.
SELECT DISTINCT subject.controller
FROM subject
INNER JOIN version ON version.subject = subject.id AND upper_inf(version.recorded)
WHERE subject.kind = 'controller' AND version.document -> 'exporter' = 'null'::jsonb
    AND coalesce(upper(version.effective), 'infinity') > :day::date;

-- name: next_hops
-- Which sub-processors engage which on any day, as known now: the edges of the chain below the ones given. Each is looked
-- up among the few that engage any (OFFSET 0): how few they are PostgreSQL cannot know.
SELECT DISTINCT subject.subprocessor AS above, hop ->> 'subprocessor' AS below
FROM subject
CROSS JOIN LATERAL (
    SELECT version.document -> 'engages' AS engages
    FROM version
    WHERE version.subject = subject.id AND upper_inf(version.recorded) AND version.document -> 'engages' <> 'null'
    OFFSET 0
) AS known
CROSS JOIN LATERAL jsonb_array_elements(known.engages) AS hop
WHERE subject.kind = 'subprocessor' AND subject.subprocessor = ANY(:subprocessors::text[]);

-- name: planned_engagements
-- The engagements of a list that begin after a day, as known at a moment: each with its first day.
WITH known AS (
    SELECT subject.subprocessor, version.effective
    FROM subject
    INNER JOIN version ON version.subject = subject.id AND version.recorded @> :known_at::timestamptz
    WHERE subject.kind = 'engagement' AND subject.controller = :controller
), run AS (
    SELECT subprocessor, unnest(range_agg(effective)) AS days
    FROM known
    GROUP BY subprocessor
)
SELECT subprocessor, lower(days) AS starts_on
FROM run
WHERE lower(days) > :day::date
ORDER BY lower(days), subprocessor;

-- name: planned_engagements_now
-- The same as known now. A run that begins after a day ends after it: nothing that was over then is met.
SELECT subject.subprocessor, lower(run.days) AS starts_on
FROM subject
CROSS JOIN LATERAL (
    SELECT unnest(range_agg(version.effective)) AS days
    FROM version
    WHERE version.subject = ANY(ARRAY[subject.id]) AND upper_inf(version.recorded)
        AND coalesce(upper(version.effective), 'infinity') > :day::date
) AS run
WHERE subject.kind = 'engagement' AND subject.controller = :controller AND lower(run.days) > :day
ORDER BY lower(run.days), subject.subprocessor;

-- name: previous_hops
-- Which sub-processors engage any of the ones given, on any day, as known now: the edges above them, likewise.
SELECT DISTINCT subject.subprocessor AS above, hop ->> 'subprocessor' AS below
FROM subject
CROSS JOIN LATERAL (
    SELECT version.document -> 'engages' AS engages
    FROM version
    WHERE version.subject = subject.id AND upper_inf(version.recorded) AND version.document -> 'engages' <> 'null'
    OFFSET 0
) AS known
CROSS JOIN LATERAL jsonb_array_elements(known.engages) AS hop
WHERE subject.kind = 'subprocessor' AND hop ->> 'subprocessor' = ANY(:subprocessors::text[]);

-- name: project!
-- End what was known of subjects on these days at the moment of recording, and know these documents from then on: in this
-- order, since the two would exclude each other: the condition, which always holds, asks for all of "closed" first.
WITH closed AS (
    UPDATE version
    SET recorded = tstzrange(lower(version.recorded), :recorded_at)
    FROM unnest(:subjects::bigint[], :days::date[]) AS old (subject, day)
    WHERE version.subject = old.subject AND lower(version.effective) = old.day AND upper_inf(version.recorded)
        AND coalesce(upper(version.effective), 'infinity') > old.day
    RETURNING version.subject
)

INSERT INTO version (subject, effective, recorded, document)
SELECT given.subject, daterange(given.from_day, given.until_day), tstzrange(:recorded_at, NULL), given.document
FROM jsonb_to_recordset(:versions::jsonb) AS given (subject bigint, from_day date, until_day date, document jsonb)
WHERE (SELECT count(*) FROM closed) >= 0;

-- name: public_until^
-- Whether a list is public on a day, or on its first one where that is later, and the day on which its controller reads
-- otherwise. A list that is not public gives no row, as one that there is not; in place of the latter another one is
-- looked at, so that both take as long: `other` is read for either (coalesce would not), and nothing is left out before
-- the document was looked into (a condition on `named` alone would).
SELECT
    CASE WHEN version.effective @> :on::date THEN upper(version.effective) ELSE lower(version.effective) END AS until_day
FROM (
    SELECT
        (SELECT id FROM subject WHERE kind = 'controller' AND coalesce(controller, '') = :controller) AS named,
        (SELECT id FROM subject WHERE kind = 'controller' LIMIT 1) AS other
) AS wanted
CROSS JOIN LATERAL (
    SELECT version.effective, version.document
    FROM version
    WHERE version.subject = (array_remove(ARRAY[wanted.named, wanted.other], NULL))[1] AND upper_inf(version.recorded)
        AND (upper_inf(version.effective) OR upper(version.effective) > :on::date)
    ORDER BY version.effective
    LIMIT 1
) AS version
WHERE CASE WHEN version.document ->> 'visibility' = 'public' THEN wanted.named IS NOT NULL ELSE FALSE END;

-- name: recent_engagements
-- The engagements of a list that ended on or before a day, as known at a moment: each with its last run.
WITH known AS (
    SELECT subject.subprocessor, version.effective
    FROM subject
    INNER JOIN version ON version.subject = subject.id AND version.recorded @> :known_at::timestamptz
    WHERE subject.kind = 'engagement' AND subject.controller = :controller
), run AS (
    SELECT subprocessor, unnest(range_agg(effective)) AS days
    FROM known
    GROUP BY subprocessor
)
SELECT subprocessor, max(upper(days) - 1) AS last_day
FROM run
WHERE lower(days) <= :day::date
GROUP BY subprocessor
HAVING bool_and(upper(days) <= :day::date)
ORDER BY subprocessor;

-- name: subprocessors_on
-- Sub-processors by slug on a day, each with the day since which its document reads so.
SELECT subject.subprocessor, version.document, lower(version.effective) AS same_since
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = 'subprocessor' AND subject.subprocessor = ANY(:subprocessors::text[]);

-- name: subprocessors_page
-- The catalogue on a day, by name, after the place (name, slug); each filter null is no filter. "among" are the lists of
-- which one must engage it on any day, or have engaged it.
SELECT subject.subprocessor, version.document
FROM subject
CROSS JOIN version_on(subject.id, :on, :known_at) AS version
WHERE subject.kind = 'subprocessor'
    AND (lower(version.document ->> 'name'), subject.subprocessor) > (:after_name::text, :after_slug::text)
    AND (:country::text IS NULL OR version.document @> jsonb_build_object('locations', jsonb_build_array(jsonb_build_object('country', :country::text))))
    AND (:mechanism::text IS NULL OR version.document @> jsonb_build_object('safeguards', jsonb_build_array(jsonb_build_object('mechanism', :mechanism::text))))
    AND (
        :engaged_by::text IS NULL
        OR EXISTS (
            SELECT
            FROM subject AS engaged
            INNER JOIN version AS engagement
                ON engagement.subject = engaged.id AND engagement.effective @> :on::date AND engagement.recorded @> :known_at::timestamptz
            WHERE engaged.kind = 'engagement' AND engaged.controller = :engaged_by AND engaged.subprocessor = subject.subprocessor
        )
    )
    AND (
        :among::text[] IS NULL
        OR EXISTS (
            SELECT FROM subject AS known
            WHERE known.kind = 'engagement' AND known.subprocessor = subject.subprocessor AND known.controller = ANY(:among)
        )
    )
    AND (
        :q::text IS NULL
        OR strpos(lower(concat_ws(' ', subject.subprocessor, version.document ->> 'name', version.document ->> 'legal_name')), lower(:q::text)) > 0
    )
ORDER BY lower(version.document ->> 'name'), subject.subprocessor
LIMIT :limit;

-- name: timelines
-- What is known of subjects from a day on (and on the day before it): every version that touches those days.
-- Subjects of which the same holds come together, each by the place at which it was given. Each is looked up by itself
-- (OFFSET 0), also by a plan that was made when there were none.
SELECT
    array_agg(wanted.place) AS places, lower(version.effective) AS from_day, upper(version.effective) AS until_day,
    version.document
FROM unnest(:kinds::text[], :controllers::text[], :subprocessors::text[])
    WITH ORDINALITY AS wanted (kind, controller, subprocessor, place)
CROSS JOIN LATERAL (
    SELECT version.effective, version.document
    FROM subject
    INNER JOIN version ON version.subject = subject.id AND version.recorded @> :known_at::timestamptz
        AND (upper_inf(version.effective) OR upper(version.effective) >= :day::date)
    WHERE subject.kind = wanted.kind AND coalesce(subject.controller, '') = coalesce(wanted.controller, '')
        AND coalesce(subject.subprocessor, '') = coalesce(wanted.subprocessor, '')
    OFFSET 0
) AS version
GROUP BY version.effective, version.document
ORDER BY version.effective;

-- name: timelines_now
-- The same as known now: apart, since what is known now has an index of its own. The id is asked for in an array, which the
-- index of version_one_truth cannot look up: it takes three times as long, and PostgreSQL takes both for equally fast.
SELECT
    array_agg(wanted.place) AS places, lower(version.effective) AS from_day, upper(version.effective) AS until_day,
    version.document
FROM unnest(:kinds::text[], :controllers::text[], :subprocessors::text[])
    WITH ORDINALITY AS wanted (kind, controller, subprocessor, place)
CROSS JOIN LATERAL (
    SELECT version.effective, version.document
    FROM subject
    INNER JOIN version ON version.subject = ANY(ARRAY[subject.id]) AND upper_inf(version.recorded)
        AND coalesce(upper(version.effective), 'infinity') >= :day::date
    WHERE subject.kind = wanted.kind AND coalesce(subject.controller, '') = coalesce(wanted.controller, '')
        AND coalesce(subject.subprocessor, '') = coalesce(wanted.subprocessor, '')
    OFFSET 0
) AS version
GROUP BY version.effective, version.document
ORDER BY version.effective;
