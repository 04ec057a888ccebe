-- Entries of a feed keep all their words, and a calendar finds the days that still lie ahead
-- depends: 0014_room_to_update

-- migrate: apply

-- Null of what was published before: those entries go on as the program then made them (service/feed/entries.py).
ALTER TABLE notice
ADD COLUMN categories jsonb,
ADD COLUMN objection_title text;

ALTER TABLE subscriber_token ADD COLUMN last_words jsonb;

CREATE INDEX notice_last_day ON notice (controller, greatest(effective_on, objection_until));

CREATE INDEX notice_about ON notice USING gin (about) WHERE about <> '{}';

-- migrate: rollback

DROP INDEX notice_about;

DROP INDEX notice_last_day;

ALTER TABLE subscriber_token DROP COLUMN last_words;

ALTER TABLE notice DROP COLUMN categories, DROP COLUMN objection_title;
