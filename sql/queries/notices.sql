-- Feeds and notices.

-- name: archive_head^
-- What a full page of a feed's archive says of itself.
SELECT
    feed.id, feed.controller, page.title, page.author, page.page * :size::bigint AS revision, page.updated, page.modified,
    page.language
FROM feed_archive AS page
INNER JOIN feed ON feed.controller = page.controller
WHERE page.controller = :controller AND page.page = :page;

-- name: begin_feed!
-- Mint the feed of a new list.
INSERT INTO feed (controller, id, title, author, language, updated, modified)
VALUES (
    :controller, :id, :title, :author, :language,
    date_trunc('milliseconds', clock_timestamp()), date_trunc('second', clock_timestamp())
)
ON CONFLICT DO NOTHING;

-- name: feed_head^
-- What the feed of a list says of itself.
SELECT id, controller, title, author, revision, updated, modified, window_from, language
FROM feed
WHERE controller = :controller;

-- name: feed_heads
-- The feeds of lists that are about to be published to.
SELECT id, controller, title, author, revision, updated, modified, window_from, language
FROM feed
WHERE controller = ANY(:controllers::text[]);

-- name: notice_by_id^
-- One notice.
SELECT
    id, controller, number, kind, published, effective_on, objection_until, title, content, items, about, language,
    categories, objection_title, later_days
FROM notice
WHERE id = :id;

-- name: notices_about
-- The notices of lists that told of any of the changes given, oldest first.
SELECT DISTINCT notice.controller, notice.number, notice.id, notice.title
FROM notice_change
INNER JOIN notice ON notice.id = notice_change.notice
WHERE notice_change.change = ANY(:changes::uuid[]) AND notice.controller = ANY(:controllers::text[])
ORDER BY notice.controller, notice.number;

-- name: notices_ahead
-- The notices of a list below a number with a day that had not passed on the day given, and what was told of them later
-- below that number too, newest first.
WITH ahead AS MATERIALIZED (
    SELECT id
    FROM notice
    WHERE controller = :controller AND greatest(effective_on, objection_until, last_day) >= :day AND number < :below
)

SELECT
    id, controller, number, kind, published, effective_on, objection_until, title, content, items, about, language,
    categories, objection_title, later_days
FROM notice
WHERE
    number < :below AND id IN (
        SELECT ahead.id
        FROM ahead
        UNION
        SELECT later.id
        FROM notice AS later
        WHERE later.about <> '{}' AND later.about && ARRAY(SELECT ahead.id FROM ahead)
    )
ORDER BY number DESC;

-- name: notices_by_ids
-- The notices with these ids, newest first.
SELECT
    id, controller, number, kind, published, effective_on, objection_until, title, content, items, about, language,
    categories, objection_title, later_days
FROM notice
WHERE id = ANY(:ids::uuid[])
ORDER BY number DESC;

-- name: notices_from_to
-- The notices of a list between two numbers, both included, newest first.
SELECT
    id, controller, number, kind, published, effective_on, objection_until, title, content, items, about, language,
    categories, objection_title, later_days
FROM notice
WHERE controller = :controller AND number BETWEEN :first AND :last
ORDER BY number DESC;

-- name: notices_of_list
-- The notices of a list as known at a moment, newest first.
SELECT
    id, controller, number, kind, published, effective_on, objection_until, title, content, items, about, language,
    categories, objection_title, later_days
FROM notice
WHERE controller = :controller AND recorded_at <= :known_at AND number <= coalesce(:up_to::bigint, 9223372036854775807)
ORDER BY number DESC
LIMIT :limit;

-- name: notices_of_subjects
-- The latest notice of each list that told of a change of any of the subjects given.
SELECT DISTINCT ON (notice.controller) notice.controller, notice.id, notice.title
FROM change
INNER JOIN notice_change ON notice_change.change = change.id
INNER JOIN notice ON notice.id = notice_change.notice
WHERE change.subject = ANY(:subjects::bigint[]) AND notice.controller = ANY(:controllers::text[])
ORDER BY notice.controller, notice.number DESC;

-- name: publish!
-- Move the feeds on by one notice each, append it with its place and time, and note which changes it tells of.
-- The time is on the feed's own clock, strictly increasing. What many lists are told alike comes once, at its place among the
-- words; about has an array of ids as text, since unnest takes no arrays of arrays. The day is null for news, or the day of
-- the history that is loaded. The window begins where a page of the archive ends; it holds the notices of some days and no
-- fewer than the fewest, but no more than the most. Where even the fewest reach into the first page, no notice has to be
-- looked at. What one transaction publishes, a history for instance, is one change of the bytes: no reader sees what lies
-- between, so Last-Modified moves on by a second for all of it.
-- First it waits until the clock is past the newest notice of these lists, so that no news are published ahead of it. And it
-- touches the lists, as touch does.
WITH waited AS MATERIALIZED (
    SELECT
        pg_sleep(
            least(0.05, greatest(0, extract(epoch FROM max(updated) + interval '1 millisecond' - clock_timestamp())))::double precision
        )
    FROM feed
    WHERE :day::date IS NULL AND controller = ANY(:controllers::text[]) AND revision > 0
),

clock AS MATERIALIZED (
    SELECT clock_timestamp() AS moment
    FROM waited
),

said AS MATERIALIZED (
    SELECT
        place, kind, effective_on, objection_until, title, content, items, language, changes, categories, objection_title,
        later_days, last_day
    FROM jsonb_to_recordset(:words::jsonb) AS words (
        place integer, kind text, effective_on date, objection_until date, title text, content text, items jsonb,
        language text, changes uuid [], categories jsonb, objection_title text, later_days jsonb, last_day date
    )
),

-- Apart, because rows that an update is joined to are carried along whole.
spoken AS MATERIALIZED (
    SELECT place, language FROM said
),

moved AS (
    UPDATE feed
    SET revision = feed.revision + 1,
        title = given.title,
        author = given.author,
        language = spoken.language,
        updated = stamp.published,
        modified = greatest(
            date_trunc('second', clock_timestamp()),
            feed.modified + CASE WHEN feed.xmin = pg_current_xact_id()::xid THEN interval '0' ELSE interval '1 second' END
        ),
        window_from = greatest(
            1,
            (least(
                old.revision + 1 - :fewest::bigint,
                CASE
                    WHEN old.revision + 1 - :fewest::bigint >= :page::bigint THEN (
                        SELECT notice.number - 1
                        FROM notice
                        WHERE notice.controller = old.controller AND notice.published > stamp.published - :days * interval '1 day'
                        ORDER BY notice.published
                        LIMIT 1
                    )
                END
            )) / :page::bigint * :page::bigint + 1,
            (old.revision + :page::bigint - :most::bigint) / :page::bigint * :page::bigint + 1
        )
    FROM unnest(:ids::uuid[], :controllers::text[], :titles::text[], :authors::text[], :about::text[], :said::integer[])
        AS given (id, controller, title, author, about, said)
    INNER JOIN spoken ON spoken.place = given.said
    INNER JOIN feed AS old ON old.controller = given.controller
    CROSS JOIN LATERAL (
        SELECT greatest(
            date_trunc('milliseconds', coalesce((:day::date)::timestamp AT TIME ZONE 'UTC', clock.moment)),
            CASE WHEN old.revision > 0 THEN old.updated + interval '1 millisecond' END
        ) AS published
        FROM clock
    ) AS stamp
    WHERE feed.controller = given.controller
    RETURNING
        feed.controller, feed.title, feed.author, feed.language, feed.revision, feed.updated, feed.modified, given.id,
        given.about, given.said
),

filled AS (
    INSERT INTO feed_archive (controller, page, title, author, language, updated, modified)
    SELECT controller, revision / :page::bigint, title, author, language, updated, modified
    FROM moved
    WHERE revision % :page::bigint = 0
),

touched AS (
    INSERT INTO touch (controllers)
    SELECT array_agg(controller)
    FROM moved
),

appended AS (
    INSERT INTO notice (
        id, controller, number, kind, published, recorded_at, effective_on, objection_until, title, content, items, about,
        language, categories, objection_title, later_days, last_day
    )
    SELECT
        moved.id, moved.controller, moved.revision, said.kind, moved.updated, :recorded_at, said.effective_on,
        said.objection_until, said.title, said.content, said.items, moved.about::uuid[], said.language,
        said.categories, said.objection_title, said.later_days, said.last_day
    FROM moved
    INNER JOIN said ON said.place = moved.said
)

INSERT INTO notice_change (change, notice)
SELECT unnest(said.changes), moved.id
FROM moved
INNER JOIN said ON said.place = moved.said;
