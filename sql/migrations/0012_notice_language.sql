-- The words of a notice, of a feed and of a page of its archive know their language (BCP 47)
-- depends: 0011_log_chain

-- migrate: apply

-- What was published before is English.
ALTER TABLE feed ADD COLUMN language text NOT NULL DEFAULT 'en';
ALTER TABLE feed ALTER COLUMN language DROP DEFAULT;

ALTER TABLE notice ADD COLUMN language text NOT NULL DEFAULT 'en';
ALTER TABLE notice ALTER COLUMN language DROP DEFAULT;

ALTER TABLE feed_archive ADD COLUMN language text NOT NULL DEFAULT 'en';
ALTER TABLE feed_archive ALTER COLUMN language DROP DEFAULT;

-- migrate: rollback

ALTER TABLE feed_archive DROP COLUMN language;
ALTER TABLE notice DROP COLUMN language;
ALTER TABLE feed DROP COLUMN language;
