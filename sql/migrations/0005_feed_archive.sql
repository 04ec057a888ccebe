-- A feed keeps a window of its newest notices; the older ones stand on pages of an archive that never change
-- depends: 0004_version_on

-- migrate: apply

ALTER TABLE feed ADD COLUMN window_from bigint NOT NULL DEFAULT 1;

CREATE TABLE feed_archive (
    controller text NOT NULL REFERENCES feed (controller),
    page bigint NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    updated timestamptz NOT NULL,
    modified timestamptz NOT NULL,
    PRIMARY KEY (controller, page),
    CONSTRAINT feed_archive_page_counted_from_one CHECK (page >= 1)
);

CREATE TRIGGER feed_archive_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON feed_archive
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

INSERT INTO feed_archive (controller, page, title, author, updated, modified)
SELECT feed.controller, notice.number / 100, feed.title, feed.author, notice.published, feed.modified
FROM feed
INNER JOIN notice ON notice.controller = feed.controller
WHERE notice.number % 100 = 0;

UPDATE feed SET window_from = greatest(
    1,
    (least(
        feed.revision - 50,
        (
            SELECT min(notice.number) - 1 FROM notice
            WHERE notice.controller = feed.controller AND notice.published > feed.updated - interval '180 days'
        )
    )) / 100 * 100 + 1,
    (feed.revision - 101) / 100 * 100 + 1
);

-- migrate: rollback

DROP TABLE feed_archive;

ALTER TABLE feed DROP COLUMN window_from;
