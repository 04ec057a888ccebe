-- Processes learn of what others wrote by looking at what was touched since they last looked
-- depends: 0005_feed_archive

-- migrate: apply

CREATE TABLE touch (
    written xid8 NOT NULL DEFAULT pg_current_xact_id(),
    touched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    controllers text [] NOT NULL
);

CREATE INDEX touch_written ON touch (written);

-- migrate: rollback

DROP TABLE touch;
