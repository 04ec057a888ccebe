-- What is held is said by engagement and until when, so that several objections may hold of the same
-- depends: 0008_token_rotation

-- migrate: apply

CREATE TABLE holding (
    change uuid PRIMARY KEY REFERENCES change (id)
);

INSERT INTO holding (change) SELECT DISTINCT holding FROM objection_hold;

CREATE TRIGGER holding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON holding
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TEMPORARY TABLE objection_hold_by_change AS SELECT * FROM objection_hold;

DROP TABLE objection_hold;

CREATE TABLE objection_hold (
    objection uuid NOT NULL REFERENCES objection (id),
    held uuid NOT NULL REFERENCES change (id),
    engagement bigint NOT NULL REFERENCES subject (id),
    held_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    until date,
    PRIMARY KEY (engagement, held, objection)
);

INSERT INTO objection_hold (objection, held, engagement, held_at, until)
SELECT
    hold.objection, hold.held, holding.subject, min(holding.recorded_at),
    CASE
        WHEN objection.decided_at IS NOT NULL
        THEN greatest(held.effective_on, (objection.decided_at AT TIME ZONE 'UTC')::date + 1)
    END
FROM objection_hold_by_change AS hold
INNER JOIN objection ON objection.id = hold.objection
INNER JOIN change AS held ON held.id = hold.held
INNER JOIN change AS holding ON holding.id = hold.holding
GROUP BY hold.objection, hold.held, holding.subject, objection.decided_at, held.effective_on;

DROP TABLE objection_hold_by_change;

CREATE INDEX objection_hold_of_objection ON objection_hold (objection);

CREATE INDEX objection_hold_of_change ON objection_hold (held);

CREATE FUNCTION keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.objection, NEW.held, NEW.engagement, NEW.held_at)
        IS DISTINCT FROM (OLD.objection, OLD.held, OLD.engagement, OLD.held_at) OR OLD.until IS NOT NULL
    THEN
        RAISE EXCEPTION 'what is held never changes, and it is let go once';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER objection_hold_keeps BEFORE UPDATE ON objection_hold
FOR EACH ROW EXECUTE FUNCTION keep_hold();

CREATE TRIGGER objection_hold_not_deleted BEFORE DELETE OR TRUNCATE ON objection_hold
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- migrate: rollback

CREATE TEMPORARY TABLE objection_hold_until AS SELECT * FROM objection_hold;

DROP TABLE objection_hold;

CREATE TABLE objection_hold (
    objection uuid NOT NULL REFERENCES objection (id),
    held uuid NOT NULL REFERENCES change (id),
    holding uuid NOT NULL REFERENCES change (id),
    PRIMARY KEY (objection, held, holding)
);

INSERT INTO objection_hold (objection, held, holding)
SELECT hold.objection, hold.held, change.id
FROM objection_hold_until AS hold
INNER JOIN change AS held ON held.id = hold.held
INNER JOIN change ON change.subject = hold.engagement AND change.effective_on = held.effective_on
INNER JOIN holding ON holding.change = change.id;

DROP TABLE objection_hold_until;

DROP TABLE holding;

DROP FUNCTION keep_hold;

CREATE INDEX objection_hold_of_change ON objection_hold (held);

CREATE TRIGGER objection_hold_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON objection_hold
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
