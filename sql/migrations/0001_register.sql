-- The register in time: subjects, the log, its projection, notices, people, credentials
-- depends:

-- migrate: apply

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE subject (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    controller text,
    subprocessor text,
    last_recorded_at timestamptz NOT NULL DEFAULT '-infinity',
    CONSTRAINT subject_named_by_kind CHECK (
        CASE kind
            WHEN 'processor' THEN controller IS NULL AND subprocessor IS NULL
            WHEN 'controller' THEN controller IS NOT NULL AND subprocessor IS NULL
            WHEN 'subprocessor' THEN controller IS NULL AND subprocessor IS NOT NULL
            WHEN 'engagement' THEN controller IS NOT NULL AND subprocessor IS NOT NULL
            ELSE false
        END
    ),
    CONSTRAINT subject_once UNIQUE NULLS NOT DISTINCT (kind, controller, subprocessor)
);

CREATE INDEX subject_engaged ON subject (subprocessor, controller) WHERE kind = 'engagement';

CREATE INDEX subject_named ON subject (kind, coalesce(controller, ''), coalesce(subprocessor, ''));

CREATE TABLE change (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL,
    subject bigint NOT NULL REFERENCES subject (id),
    recorded_at timestamptz NOT NULL,
    actor text NOT NULL,
    reason text,
    kind text NOT NULL,
    manner text NOT NULL,
    effective_on date NOT NULL,
    present boolean,
    before jsonb,
    after jsonb,
    material boolean NOT NULL,
    withdraws uuid,
    CONSTRAINT change_id UNIQUE (id),
    CONSTRAINT change_kind CHECK (kind IN ('added', 'changed', 'removed', 'withdrawn')),
    CONSTRAINT change_manner CHECK (manner IN ('notice', 'waived', 'baseline', 'correction', 'history')),
    CONSTRAINT change_present_follows_kind CHECK (
        present IS NOT DISTINCT FROM CASE kind WHEN 'added' THEN true WHEN 'removed' THEN false END
    ),
    CONSTRAINT change_withdraws_follows_kind CHECK ((kind = 'withdrawn') = (withdraws IS NOT NULL)),
    CONSTRAINT change_withdrawn_once UNIQUE (withdraws),
    CONSTRAINT change_withdraws_known FOREIGN KEY (withdraws) REFERENCES change (id),
    CONSTRAINT change_exception_has_reason CHECK (manner NOT IN ('waived', 'correction') OR reason IS NOT NULL)
);

CREATE INDEX change_of_subject ON change (subject, effective_on, seq);

CREATE TABLE version (
    subject bigint NOT NULL REFERENCES subject (id),
    effective daterange NOT NULL,
    recorded tstzrange NOT NULL,
    document jsonb NOT NULL,
    CONSTRAINT version_holds_some_day CHECK (NOT isempty(effective)),
    CONSTRAINT version_known_some_time CHECK (NOT isempty(recorded)),
    CONSTRAINT version_one_truth EXCLUDE USING gist (subject WITH =, effective WITH &&, recorded WITH &&)
);

CREATE INDEX version_known_now ON version (subject) WHERE upper_inf(recorded);

CREATE TABLE feed (
    controller text PRIMARY KEY,
    id uuid NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    revision bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL,
    modified timestamptz NOT NULL,
    CONSTRAINT feed_id UNIQUE (id),
    CONSTRAINT feed_modified_whole_seconds CHECK (modified = date_trunc('second', modified)),
    CONSTRAINT feed_updated_milliseconds CHECK (updated = date_trunc('milliseconds', updated))
);

CREATE TABLE notice (
    id uuid PRIMARY KEY,
    controller text NOT NULL REFERENCES feed (controller),
    number bigint NOT NULL,
    kind text NOT NULL,
    published timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    effective_on date,
    objection_until date,
    title text NOT NULL,
    content text NOT NULL,
    items jsonb NOT NULL,
    about uuid [] NOT NULL DEFAULT '{}',
    CONSTRAINT notice_kind CHECK (kind IN ('added', 'removed', 'replaced', 'changed', 'withdrawn', 'published')),
    CONSTRAINT notice_numbered_once UNIQUE (controller, number),
    CONSTRAINT notice_published_apart UNIQUE (controller, published),
    CONSTRAINT notice_published_milliseconds CHECK (published = date_trunc('milliseconds', published))
);

CREATE TABLE notice_change (
    change uuid NOT NULL REFERENCES change (id),
    notice uuid NOT NULL REFERENCES notice (id),
    PRIMARY KEY (change, notice)
);

CREATE TABLE person (
    id uuid PRIMARY KEY,
    name text,
    position text,
    email text,
    address text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE api_key (
    id text PRIMARY KEY,
    hash bytea NOT NULL,
    label text NOT NULL,
    scopes text [] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    last_used_on date,
    CONSTRAINT api_key_hash UNIQUE (hash),
    CONSTRAINT api_key_hash_sha256 CHECK (octet_length(hash) = 32),
    CONSTRAINT api_key_scopes CHECK (
        cardinality(scopes) > 0
        AND scopes <@ ARRAY['register:read', 'register:write', 'notices:decide', 'check', 'keys:admin']
    )
);

CREATE TABLE subscriber_token (
    id text PRIMARY KEY,
    controller text NOT NULL REFERENCES feed (controller),
    hash bytea NOT NULL,
    label text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    last_used_on date,
    CONSTRAINT subscriber_token_hash UNIQUE (hash),
    CONSTRAINT subscriber_token_hash_sha256 CHECK (octet_length(hash) = 32)
);

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER notice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER notice_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- migrate: rollback
