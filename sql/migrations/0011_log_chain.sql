-- Each change carries a hash over itself and its predecessor in the chain of its list or sub-processor
-- depends: 0010_rate

-- migrate: apply

CREATE FUNCTION jcs(value jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
    CASE jsonb_typeof(value)
        WHEN 'object' THEN
            RETURN '{' || coalesce((
                SELECT string_agg(
                    to_json(key)::text || ':' || CASE
                        WHEN jsonb_typeof(member) IN ('object', 'array', 'number') THEN jcs(member)
                        ELSE member::text
                    END, ',' ORDER BY key COLLATE "C"
                )
                FROM jsonb_each(value) AS each (key, member)
            ), '') || '}';
        WHEN 'array' THEN
            RETURN '[' || coalesce((
                SELECT string_agg(
                    CASE WHEN jsonb_typeof(item) IN ('object', 'array', 'number') THEN jcs(item) ELSE item::text END,
                    ',' ORDER BY place
                )
                FROM jsonb_array_elements(value) WITH ORDINALITY AS each (item, place)
            ), '') || ']';
        WHEN 'number' THEN
            IF value::text !~ '^-?[0-9]{1,15}$' THEN
                RAISE EXCEPTION 'the log takes whole numbers of at most 15 digits, not %', value;
            END IF;
            RETURN value::text;
        ELSE
            RETURN value::text;
    END CASE;
END
$$;

ALTER TABLE change
ADD COLUMN chain bigint,
ADD COLUMN place bigint,
ADD COLUMN predecessor bytea,
ADD COLUMN reason_salt uuid,
ADD COLUMN reason_digest bytea,
ADD COLUMN hash bytea,
ADD CONSTRAINT change_chain_known FOREIGN KEY (chain) REFERENCES subject (id),
ADD CONSTRAINT change_never_forks UNIQUE (chain, place);

CREATE FUNCTION log_entry(recorded change) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    about subject;
BEGIN
    SELECT * INTO STRICT about FROM subject WHERE subject.id = recorded.subject;
    RETURN jsonb_build_object(
        'chain', CASE about.kind
            WHEN 'processor' THEN 'processor'
            WHEN 'subprocessor' THEN 'subprocessor/' || about.subprocessor
            ELSE 'controller/' || about.controller
        END,
        'place', recorded.place,
        'predecessor', encode(recorded.predecessor, 'hex'),
        'seq', recorded.seq,
        'id', recorded.id,
        'subject_kind', about.kind,
        'controller', about.controller,
        'subprocessor', about.subprocessor,
        'recorded_at', to_char(recorded.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'actor', recorded.actor,
        'reason_digest', encode(recorded.reason_digest, 'hex'),
        'kind', recorded.kind,
        'manner', recorded.manner,
        'effective_on', to_char(recorded.effective_on, 'YYYY-MM-DD'),
        'present', recorded.present,
        'before', recorded.before,
        'after', recorded.after,
        'material', recorded.material,
        'withdraws', recorded.withdraws
    );
END
$$;

CREATE FUNCTION linked(news change) RETURNS change LANGUAGE plpgsql AS $$
DECLARE
    about subject;
BEGIN
    SELECT * INTO STRICT about FROM subject WHERE subject.id = news.subject;
    news.chain := about.id;
    IF about.kind = 'engagement' THEN
        SELECT head.id INTO STRICT news.chain
        FROM subject AS head
        WHERE head.kind = 'controller' AND coalesce(head.controller, '') = about.controller
            AND coalesce(head.subprocessor, '') = '';
    END IF;
    SELECT change.place, change.hash INTO news.place, news.predecessor
    FROM change
    WHERE change.chain = news.chain
    ORDER BY change.place DESC
    LIMIT 1;
    news.place := coalesce(news.place, 0) + 1;
    IF news.reason IS NULL THEN
        news.reason_salt := NULL;
    ELSE
        news.reason_salt := coalesce(news.reason_salt, gen_random_uuid());
        news.reason_digest := sha256(convert_to(news.reason_salt || news.reason, 'UTF8'));
    END IF;
    news.hash := sha256(convert_to(jcs(log_entry(news)), 'UTF8'));
    RETURN news;
END
$$;

DROP TRIGGER change_append_only ON change;

DO $$
DECLARE
    old change;
    news change;
BEGIN
    FOR old IN SELECT * FROM change ORDER BY change.seq LOOP
        news := linked(old);
        UPDATE change
        SET chain = news.chain, place = news.place, predecessor = news.predecessor, reason_salt = news.reason_salt,
            reason_digest = news.reason_digest, hash = news.hash
        WHERE change.seq = news.seq;
    END LOOP;
END
$$;

ALTER TABLE change
ALTER COLUMN chain SET NOT NULL,
ALTER COLUMN place SET NOT NULL,
ALTER COLUMN hash SET NOT NULL,
DROP CONSTRAINT change_exception_has_reason,
ADD CONSTRAINT change_exception_has_reason
CHECK (manner NOT IN ('waived', 'correction') OR reason_digest IS NOT NULL),
ADD CONSTRAINT change_first_has_no_predecessor CHECK ((place = 1) = (predecessor IS NULL)),
ADD CONSTRAINT change_reason_salted CHECK ((reason IS NULL) = (reason_salt IS NULL)),
ADD CONSTRAINT change_reason_sealed CHECK (reason IS NULL OR reason_digest IS NOT NULL);

CREATE FUNCTION link_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN linked(NEW);
END
$$;

CREATE TRIGGER change_linked BEFORE INSERT ON change
FOR EACH ROW EXECUTE FUNCTION link_change();

CREATE TRIGGER change_append_only
BEFORE UPDATE OF
    seq, id, subject, recorded_at, actor, kind, manner, effective_on, present, before, after, material, withdraws, chain,
    place, predecessor, reason_digest, hash
OR DELETE OR TRUNCATE ON change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER change_reason_only_erased BEFORE UPDATE OF reason, reason_salt ON change
FOR EACH ROW WHEN (NEW.reason IS NOT NULL OR NEW.reason_salt IS NOT NULL) EXECUTE FUNCTION refuse_rewriting();

CREATE TABLE checkpoint (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    moment timestamptz NOT NULL,
    changes bigint NOT NULL,
    chains bigint NOT NULL,
    heads bytea NOT NULL,
    predecessor bytea,
    hash bytea NOT NULL,
    CONSTRAINT checkpoint_hash UNIQUE (hash),
    CONSTRAINT checkpoint_never_forks UNIQUE NULLS NOT DISTINCT (predecessor)
);

CREATE TABLE checkpoint_head (
    checkpoint bigint NOT NULL REFERENCES checkpoint (seq),
    chain bigint NOT NULL REFERENCES subject (id),
    place bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, checkpoint)
);

CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER checkpoint_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint_head
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- migrate: rollback

DROP TABLE checkpoint_head;

DROP TABLE checkpoint;

DROP TRIGGER change_reason_only_erased ON change;

DROP TRIGGER change_append_only ON change;

DROP TRIGGER change_linked ON change;

DROP FUNCTION link_change;

DROP FUNCTION linked;

DROP FUNCTION log_entry;

DROP FUNCTION jcs;

ALTER TABLE change DROP CONSTRAINT change_reason_salted;

UPDATE change SET reason = '[erased]' WHERE reason IS NULL AND reason_digest IS NOT NULL;

ALTER TABLE change
DROP CONSTRAINT change_exception_has_reason,
DROP COLUMN chain,
DROP COLUMN place,
DROP COLUMN predecessor,
DROP COLUMN reason_salt,
DROP COLUMN reason_digest,
DROP COLUMN hash,
ADD CONSTRAINT change_exception_has_reason CHECK (manner NOT IN ('waived', 'correction') OR reason IS NOT NULL);

CREATE TRIGGER change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
