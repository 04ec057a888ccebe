-- Processes tell each other what callers spent of their rates
-- depends: 0009_hold

-- migrate: apply

CREATE UNLOGGED TABLE rate (
    bucket bytea PRIMARY KEY,
    full_at timestamptz NOT NULL
);

-- migrate: rollback

DROP TABLE rate;
