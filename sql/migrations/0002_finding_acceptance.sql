-- Accepted findings: who accepted which facts until when, and who took it back
-- depends: 0001_register

-- migrate: apply

CREATE TABLE finding_acceptance (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    controller text NOT NULL REFERENCES feed (controller),
    fingerprint text NOT NULL,
    rule text NOT NULL,
    kind text NOT NULL,
    decided_on date NOT NULL,
    until date,
    reason text,
    actor text NOT NULL,
    facts bytea,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT finding_acceptance_id UNIQUE (id),
    CONSTRAINT finding_acceptance_kind CHECK (kind IN ('accepted', 'withdrawn')),
    CONSTRAINT finding_acceptance_whole CHECK (
        num_nulls(until, reason, facts) = CASE kind WHEN 'accepted' THEN 0 ELSE 3 END
    ),
    CONSTRAINT finding_acceptance_not_past CHECK (until >= decided_on),
    CONSTRAINT finding_acceptance_at_most_180_days CHECK (until <= decided_on + 180),
    CONSTRAINT finding_acceptance_reason CHECK (reason ~ '\S' AND char_length(reason) <= 500),
    CONSTRAINT finding_acceptance_fingerprint_sha256 CHECK (fingerprint ~ '^[0-9a-f]{64}$'),
    CONSTRAINT finding_acceptance_facts_sha256 CHECK (octet_length(facts) = 32)
);

CREATE INDEX finding_acceptance_of_list ON finding_acceptance (controller, fingerprint, seq);

CREATE TRIGGER finding_acceptance_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON finding_acceptance
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- migrate: rollback
