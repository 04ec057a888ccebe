-- An objection is settled where all that it was about is withdrawn
-- depends: 0013_key_lifetime

-- migrate: apply

ALTER TABLE objection
DROP CONSTRAINT objection_status,
ADD CONSTRAINT objection_status CHECK (
    status IN ('unverified', 'open', 'rejected', 'not_engaged', 'terminated', 'withdrawn')
);

-- migrate: rollback

-- Before, only a decision could end it: that nothing is held any more is what a rejection says.
ALTER TABLE objection DISABLE TRIGGER objection_keeps;

UPDATE objection SET status = 'rejected' WHERE status = 'withdrawn';

ALTER TABLE objection ENABLE TRIGGER objection_keeps;

ALTER TABLE objection
DROP CONSTRAINT objection_status,
ADD CONSTRAINT objection_status CHECK (status IN ('unverified', 'open', 'rejected', 'not_engaged', 'terminated'));
