-- An objection is settled where all that it was about is withdrawn; fields of a change may be held alone
-- depends: 0015_stored_words

-- migrate: apply

ALTER TABLE objection
DROP CONSTRAINT objection_status,
ADD CONSTRAINT objection_status CHECK (
    status IN ('unverified', 'open', 'rejected', 'not_engaged', 'terminated', 'withdrawn')
);

ALTER TABLE objection_hold ADD COLUMN fields text [];

CREATE OR REPLACE FUNCTION keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.objection, NEW.held, NEW.engagement, NEW.held_at, NEW.fields)
        IS DISTINCT FROM (OLD.objection, OLD.held, OLD.engagement, OLD.held_at, OLD.fields) OR OLD.until IS NOT NULL
    THEN
        RAISE EXCEPTION 'what is held never changes, and it is let go once';
    END IF;
    RETURN NEW;
END
$$;

-- migrate: rollback

CREATE OR REPLACE FUNCTION keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.objection, NEW.held, NEW.engagement, NEW.held_at)
        IS DISTINCT FROM (OLD.objection, OLD.held, OLD.engagement, OLD.held_at) OR OLD.until IS NOT NULL
    THEN
        RAISE EXCEPTION 'what is held never changes, and it is let go once';
    END IF;
    RETURN NEW;
END
$$;

ALTER TABLE objection_hold DROP COLUMN fields;

-- Before, only a decision could end it: that nothing is held any more is what a rejection says.
ALTER TABLE objection DISABLE TRIGGER objection_keeps;

UPDATE objection SET status = 'rejected' WHERE status = 'withdrawn';

ALTER TABLE objection ENABLE TRIGGER objection_keeps;

ALTER TABLE objection
DROP CONSTRAINT objection_status,
ADD CONSTRAINT objection_status CHECK (status IN ('unverified', 'open', 'rejected', 'not_engaged', 'terminated'));
