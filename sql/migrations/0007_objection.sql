-- Customers object to notices; while an objection is open, what it holds does not take effect for that list
-- depends: 0006_touch

-- migrate: apply

ALTER TABLE change DROP CONSTRAINT change_manner;

ALTER TABLE change ADD CONSTRAINT change_manner
CHECK (manner IN ('notice', 'waived', 'baseline', 'correction', 'history', 'objection'));

CREATE TABLE objection (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    notice uuid NOT NULL REFERENCES notice (id),
    controller text NOT NULL REFERENCES feed (controller),
    filed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    filed_by text NOT NULL,
    reason text,
    person uuid,
    status text NOT NULL,
    decided_at timestamptz,
    decided_by text,
    reply text,
    CONSTRAINT objection_id UNIQUE (id),
    CONSTRAINT objection_status CHECK (status IN ('unverified', 'open', 'rejected', 'not_engaged', 'terminated')),
    CONSTRAINT objection_decided_by_status CHECK (
        num_nulls(decided_at, decided_by) = CASE WHEN status IN ('unverified', 'open') THEN 2 ELSE 0 END
    )
);

CREATE UNIQUE INDEX objection_open_once ON objection (notice) WHERE status = 'open';

CREATE INDEX objection_of_notice ON objection (notice);

CREATE TABLE objection_hold (
    objection uuid NOT NULL REFERENCES objection (id),
    held uuid NOT NULL REFERENCES change (id),
    holding uuid NOT NULL REFERENCES change (id),
    PRIMARY KEY (objection, held, holding)
);

CREATE INDEX objection_hold_of_change ON objection_hold (held);

CREATE FUNCTION keep_objection() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE TRIGGER objection_keeps BEFORE UPDATE ON objection
FOR EACH ROW EXECUTE FUNCTION keep_objection();

CREATE TRIGGER objection_not_deleted BEFORE DELETE OR TRUNCATE ON objection
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER objection_hold_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON objection_hold
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- migrate: rollback

DROP TABLE objection_hold;

DROP TABLE objection;

DROP FUNCTION keep_objection;

ALTER TABLE change DROP CONSTRAINT change_manner;

ALTER TABLE change ADD CONSTRAINT change_manner
CHECK (manner IN ('notice', 'waived', 'baseline', 'correction', 'history'));
