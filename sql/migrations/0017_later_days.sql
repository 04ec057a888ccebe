-- A calendar has every day on which something of a notice takes effect
-- depends: 0016_objection_settled

-- migrate: apply

-- Null of what was published before: of those a calendar goes on to have the first day alone.
ALTER TABLE notice
ADD COLUMN later_days jsonb,
ADD COLUMN last_day date;

DROP INDEX notice_last_day;

CREATE INDEX notice_last_day ON notice (controller, greatest(effective_on, objection_until, last_day));

-- migrate: rollback

DROP INDEX notice_last_day;

ALTER TABLE notice DROP COLUMN later_days, DROP COLUMN last_day;

CREATE INDEX notice_last_day ON notice (controller, greatest(effective_on, objection_until));
