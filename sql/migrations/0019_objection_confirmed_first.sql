-- What came without a credential is confirmed before it is upheld or ends a contract: the database says so too
-- depends: 0018_plans_that_last

-- migrate: apply

CREATE OR REPLACE FUNCTION keep_objection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.notice, NEW.controller, NEW.filed_at, NEW.filed_by)
        IS DISTINCT FROM (OLD.id, OLD.notice, OLD.controller, OLD.filed_at, OLD.filed_by)
    THEN
        RAISE EXCEPTION 'what an objection is about never changes';
    END IF;
    IF OLD.status NOT IN ('unverified', 'open')
        AND (NEW.status, NEW.decided_at, NEW.decided_by) IS DISTINCT FROM (OLD.status, OLD.decided_at, OLD.decided_by)
    THEN
        RAISE EXCEPTION 'an objection is decided once';
    END IF;
    IF OLD.status = 'open' AND NEW.status = 'unverified' THEN
        RAISE EXCEPTION 'an objection that is open was verified';
    END IF;
    IF OLD.status = 'unverified' AND NEW.status IN ('not_engaged', 'terminated') THEN
        RAISE EXCEPTION 'an objection that nobody confirmed is confirmed first';
    END IF;
    RETURN NEW;
END
$$;

-- migrate: rollback

CREATE OR REPLACE FUNCTION keep_objection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.notice, NEW.controller, NEW.filed_at, NEW.filed_by)
        IS DISTINCT FROM (OLD.id, OLD.notice, OLD.controller, OLD.filed_at, OLD.filed_by)
    THEN
        RAISE EXCEPTION 'what an objection is about never changes';
    END IF;
    IF OLD.status NOT IN ('unverified', 'open')
        AND (NEW.status, NEW.decided_at, NEW.decided_by) IS DISTINCT FROM (OLD.status, OLD.decided_at, OLD.decided_by)
    THEN
        RAISE EXCEPTION 'an objection is decided once';
    END IF;
    IF OLD.status = 'open' AND NEW.status = 'unverified' THEN
        RAISE EXCEPTION 'an objection that is open was verified';
    END IF;
    RETURN NEW;
END
$$;
