SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE FUNCTION public.jcs(value jsonb) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $_$
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
$_$;
CREATE FUNCTION public.keep_hold() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.objection, NEW.held, NEW.engagement, NEW.held_at)
        IS DISTINCT FROM (OLD.objection, OLD.held, OLD.engagement, OLD.held_at) OR OLD.until IS NOT NULL
    THEN
        RAISE EXCEPTION 'what is held never changes, and it is let go once';
    END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION public.keep_objection() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.link_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RETURN linked(NEW);
END
$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.change (
    seq bigint NOT NULL,
    id uuid NOT NULL,
    subject bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
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
    chain bigint NOT NULL,
    place bigint NOT NULL,
    predecessor bytea,
    reason_salt uuid,
    reason_digest bytea,
    hash bytea NOT NULL,
    CONSTRAINT change_exception_has_reason CHECK (((manner <> ALL (ARRAY['waived'::text, 'correction'::text])) OR (reason_digest IS NOT NULL))),
    CONSTRAINT change_first_has_no_predecessor CHECK (((place = 1) = (predecessor IS NULL))),
    CONSTRAINT change_kind CHECK ((kind = ANY (ARRAY['added'::text, 'changed'::text, 'removed'::text, 'withdrawn'::text]))),
    CONSTRAINT change_manner CHECK ((manner = ANY (ARRAY['notice'::text, 'waived'::text, 'baseline'::text, 'correction'::text, 'history'::text, 'objection'::text]))),
    CONSTRAINT change_present_follows_kind CHECK ((NOT (present IS DISTINCT FROM
CASE kind
    WHEN 'added'::text THEN true
    WHEN 'removed'::text THEN false
    ELSE NULL::boolean
END))),
    CONSTRAINT change_reason_salted CHECK (((reason IS NULL) = (reason_salt IS NULL))),
    CONSTRAINT change_reason_sealed CHECK (((reason IS NULL) OR (reason_digest IS NOT NULL))),
    CONSTRAINT change_withdraws_follows_kind CHECK (((kind = 'withdrawn'::text) = (withdraws IS NOT NULL)))
);
CREATE FUNCTION public.linked(news public.change) RETURNS public.change
    LANGUAGE plpgsql
    AS $$
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
CREATE FUNCTION public.log_entry(recorded public.change) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
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
CREATE FUNCTION public.refuse_rewriting() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;
END
$$;
CREATE FUNCTION public.version_on(of_subject bigint, day date, moment timestamp with time zone) RETURNS TABLE(document jsonb, effective daterange)
    LANGUAGE sql STABLE ROWS 1
    AS $$
SELECT version.document, version.effective
FROM version
WHERE version.subject = of_subject AND version.effective @> day AND version.recorded @> moment
OFFSET 0
$$;
CREATE TABLE public._pogo_migration (
    migration_hash character varying(64) NOT NULL,
    migration_id character varying(255),
    applied timestamp with time zone,
    schema_name character varying(64) NOT NULL
);
CREATE TABLE public._pogo_version (
    version integer NOT NULL,
    installed timestamp with time zone
);
CREATE TABLE public.api_key (
    id text NOT NULL,
    hash bytea NOT NULL,
    label text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    revoked_at timestamp with time zone,
    last_used_on date,
    CONSTRAINT api_key_hash_sha256 CHECK ((octet_length(hash) = 32)),
    CONSTRAINT api_key_scopes CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['register:read'::text, 'register:write'::text, 'notices:decide'::text, 'check'::text, 'keys:admin'::text])))
);
ALTER TABLE public.change ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.change_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.checkpoint (
    seq bigint NOT NULL,
    moment timestamp with time zone NOT NULL,
    changes bigint NOT NULL,
    chains bigint NOT NULL,
    heads bytea NOT NULL,
    predecessor bytea,
    hash bytea NOT NULL
);
CREATE TABLE public.checkpoint_head (
    checkpoint bigint NOT NULL,
    chain bigint NOT NULL,
    place bigint NOT NULL,
    hash bytea NOT NULL
);
ALTER TABLE public.checkpoint ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.checkpoint_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.feed (
    controller text NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    revision bigint DEFAULT 0 NOT NULL,
    updated timestamp with time zone NOT NULL,
    modified timestamp with time zone NOT NULL,
    window_from bigint DEFAULT 1 NOT NULL,
    CONSTRAINT feed_modified_whole_seconds CHECK ((modified = date_trunc('second'::text, modified))),
    CONSTRAINT feed_updated_milliseconds CHECK ((updated = date_trunc('milliseconds'::text, updated)))
);
CREATE TABLE public.feed_archive (
    controller text NOT NULL,
    page bigint NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    updated timestamp with time zone NOT NULL,
    modified timestamp with time zone NOT NULL,
    CONSTRAINT feed_archive_page_counted_from_one CHECK ((page >= 1))
);
CREATE TABLE public.finding_acceptance (
    seq bigint NOT NULL,
    id uuid NOT NULL,
    controller text NOT NULL,
    fingerprint text NOT NULL,
    rule text NOT NULL,
    kind text NOT NULL,
    decided_on date NOT NULL,
    until date,
    reason text,
    actor text NOT NULL,
    facts bytea,
    recorded_at timestamp with time zone NOT NULL,
    CONSTRAINT finding_acceptance_at_most_180_days CHECK ((until <= (decided_on + 180))),
    CONSTRAINT finding_acceptance_facts_sha256 CHECK ((octet_length(facts) = 32)),
    CONSTRAINT finding_acceptance_fingerprint_sha256 CHECK ((fingerprint ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT finding_acceptance_kind CHECK ((kind = ANY (ARRAY['accepted'::text, 'withdrawn'::text]))),
    CONSTRAINT finding_acceptance_not_past CHECK ((until >= decided_on)),
    CONSTRAINT finding_acceptance_reason CHECK (((reason ~ '\S'::text) AND (char_length(reason) <= 500))),
    CONSTRAINT finding_acceptance_whole CHECK ((num_nulls(until, reason, facts) =
CASE kind
    WHEN 'accepted'::text THEN 0
    ELSE 3
END))
);
ALTER TABLE public.finding_acceptance ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.finding_acceptance_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.holding (
    change uuid NOT NULL
);
CREATE TABLE public.notice (
    id uuid NOT NULL,
    controller text NOT NULL,
    number bigint NOT NULL,
    kind text NOT NULL,
    published timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    effective_on date,
    objection_until date,
    title text NOT NULL,
    content text NOT NULL,
    items jsonb NOT NULL,
    about uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT notice_kind CHECK ((kind = ANY (ARRAY['added'::text, 'removed'::text, 'replaced'::text, 'changed'::text, 'withdrawn'::text, 'published'::text]))),
    CONSTRAINT notice_published_milliseconds CHECK ((published = date_trunc('milliseconds'::text, published)))
);
CREATE TABLE public.notice_change (
    change uuid NOT NULL,
    notice uuid NOT NULL
);
CREATE TABLE public.objection (
    seq bigint NOT NULL,
    id uuid NOT NULL,
    notice uuid NOT NULL,
    controller text NOT NULL,
    filed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    filed_by text NOT NULL,
    reason text,
    person uuid,
    status text NOT NULL,
    decided_at timestamp with time zone,
    decided_by text,
    reply text,
    CONSTRAINT objection_decided_by_status CHECK ((num_nulls(decided_at, decided_by) =
CASE
    WHEN (status = ANY (ARRAY['unverified'::text, 'open'::text])) THEN 2
    ELSE 0
END)),
    CONSTRAINT objection_status CHECK ((status = ANY (ARRAY['unverified'::text, 'open'::text, 'rejected'::text, 'not_engaged'::text, 'terminated'::text])))
);
CREATE TABLE public.objection_hold (
    objection uuid NOT NULL,
    held uuid NOT NULL,
    engagement bigint NOT NULL,
    held_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    until date
);
ALTER TABLE public.objection ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.objection_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.person (
    id uuid NOT NULL,
    name text,
    "position" text,
    email text,
    address text,
    recorded_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
CREATE UNLOGGED TABLE public.rate (
    bucket bytea NOT NULL,
    full_at timestamp with time zone NOT NULL
);
CREATE TABLE public.subject (
    id bigint NOT NULL,
    kind text NOT NULL,
    controller text,
    subprocessor text,
    last_recorded_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT subject_named_by_kind CHECK (
CASE kind
    WHEN 'processor'::text THEN ((controller IS NULL) AND (subprocessor IS NULL))
    WHEN 'controller'::text THEN ((controller IS NOT NULL) AND (subprocessor IS NULL))
    WHEN 'subprocessor'::text THEN ((controller IS NULL) AND (subprocessor IS NOT NULL))
    WHEN 'engagement'::text THEN ((controller IS NOT NULL) AND (subprocessor IS NOT NULL))
    ELSE false
END)
);
ALTER TABLE public.subject ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.subject_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.subscriber_token (
    id text NOT NULL,
    controller text NOT NULL,
    hash bytea NOT NULL,
    label text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    revoked_at timestamp with time zone,
    last_used_on date,
    rotated_at timestamp with time zone,
    closes_at timestamp with time zone,
    last_entry uuid,
    CONSTRAINT subscriber_token_closes_after_rotation CHECK ((closes_at >= rotated_at)),
    CONSTRAINT subscriber_token_hash_sha256 CHECK ((octet_length(hash) = 32)),
    CONSTRAINT subscriber_token_rotated_milliseconds CHECK ((rotated_at = date_trunc('milliseconds'::text, rotated_at))),
    CONSTRAINT subscriber_token_rotated_whole CHECK ((num_nulls(rotated_at, closes_at, last_entry) = ANY (ARRAY[0, 3])))
);
CREATE TABLE public.touch (
    written xid8 DEFAULT pg_current_xact_id() NOT NULL,
    touched_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    controllers text[] NOT NULL
);
CREATE TABLE public.version (
    subject bigint NOT NULL,
    effective daterange NOT NULL,
    recorded tstzrange NOT NULL,
    document jsonb NOT NULL,
    CONSTRAINT version_holds_some_day CHECK ((NOT isempty(effective))),
    CONSTRAINT version_known_some_time CHECK ((NOT isempty(recorded)))
);
INSERT INTO public._pogo_migration VALUES
	('536842a256b284edc8c2fd5aaa8983761d5a4fbab1d1f90d71c694715e228f97', '0001_register', '2026-11-30 08:12:41.238912+00', 'public'),
	('92a93534fe1a1f8183f6db8ee571c953adfd6d47bedd817e93a517824d48b061', '0002_finding_acceptance', '2026-11-30 08:12:41.344367+00', 'public'),
	('a0cd779fd4d2e34383d705ee7e25fbfc9f29aaa287ed2512136bea01f2d5f017', '0003_version_of_subject', '2026-11-30 08:12:41.361703+00', 'public'),
	('43c7aa465015ad3eed9f99ea47cfa2cc4a818e31dcc43517c1329562c699de8f', '0004_version_on', '2026-11-30 08:12:41.368225+00', 'public'),
	('012feea00f6cd8a586a65afb48d68039c228c81b009616c406870c428ce6a5d3', '0005_feed_archive', '2026-11-30 08:12:41.385026+00', 'public'),
	('e3b45ff5758cae9612f7027f22a73cbbf47a2c686d78dec83c2a8227a770aeb1', '0006_touch', '2026-11-30 08:12:41.402132+00', 'public'),
	('96f5f9a551b2d5390b5162b3696c6395513c88b4b4954a163b572d84cb753d35', '0007_objection', '2026-11-30 08:12:41.439459+00', 'public'),
	('5c12573bff6caea90a40a0c661299672381d143b9130f6dacafc8a9ee8cf7186', '0008_token_rotation', '2026-11-30 08:12:41.473037+00', 'public'),
	('bfd36aeeceb6201432f681af522cbc0153bb218186cb8b0e714171fc5b1b4c02', '0009_hold', '2026-11-30 08:12:41.504148+00', 'public'),
	('7652e6a37d75d71a94dca0b8afd13b0cd7748409ea25ac0f7dc763ca52b36459', '0010_rate', '2026-11-30 08:12:41.531114+00', 'public'),
	('5f4d74922fd5d0103986f9a14086b5e234cd62d204e4063859b3f9ce27978bf0', '0011_log_chain', '2026-11-30 08:12:41.573331+00', 'public');
INSERT INTO public._pogo_version VALUES
	(0, '2026-11-30 08:12:40.871502+00'),
	(1, '2026-11-30 08:12:40.885172+00');
INSERT INTO public.change OVERRIDING SYSTEM VALUE VALUES
	(1, 'b5988eb2-a251-45bf-887a-4659acf3477d', 1, '2026-11-30 08:12:42.060973+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpo": null, "address": null, "contact": null, "country": "NO", "regimes": ["eu"], "legal_name": "Registrar AS", "representative": null, "public_authority": null, "security_reference": null}', true, NULL, 1, 1, NULL, NULL, NULL, '\x2ac5c13958c9f24bec59c3193f5cf3c315e075dbd7666489cf683b0a441bcff3'),
	(2, '9bcc6ca9-5c4c-465a-948e-aec3addf5380', 2, '2026-11-30 08:12:42.08293+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpo": null, "name": "Acme", "record": null, "contact": null, "country": null, "exporter": null, "language": "en", "locations": null, "legal_name": null, "safeguards": null, "visibility": "public", "privacy_notice": null, "representative": null, "allowed_countries": null, "notice_period_days": 30, "registration_number": null, "objection_period_days": null, "processing_categories": null}', true, NULL, 2, 1, NULL, NULL, NULL, '\xbcf2e38e85f0ac6b671336b7ceb0e6b4ee081b6ac9e2075b2036ca72c34535a9'),
	(3, 'c047686e-aa08-42b5-9c7b-81d3675b2bf4', 3, '2026-11-30 08:12:42.09846+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpo": null, "name": "Closed", "record": null, "contact": null, "country": null, "exporter": null, "language": "en", "locations": null, "legal_name": null, "safeguards": null, "visibility": "private", "privacy_notice": null, "representative": null, "allowed_countries": null, "notice_period_days": 30, "registration_number": null, "objection_period_days": null, "processing_categories": null}', true, NULL, 3, 1, NULL, NULL, NULL, '\x5d104d191f3e559b5877654686092255f260bb1775aa098677cff0ed6f77a9f6'),
	(4, '97b20470-57ad-4253-85e2-495d890032bc', 4, '2026-11-30 08:12:42.121399+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpa": null, "name": "Cloudflare", "parent": null, "address": null, "contact": null, "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Cloudflare Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}', true, NULL, 4, 1, NULL, NULL, NULL, '\x550bad0461752955414a1b3597b1159fe6a61ee3290b18d964d87e924736ccce'),
	(5, '11d93837-08a6-4580-bf2e-03d69df48eb6', 5, '2026-11-30 08:12:42.14722+00', 'bootstrap', NULL, 'added', 'baseline', '2026-11-30', true, NULL, '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}', true, NULL, 2, 2, '\xbcf2e38e85f0ac6b671336b7ceb0e6b4ee081b6ac9e2075b2036ca72c34535a9', NULL, NULL, '\xa11b238495ca1c70480bd4eb7118cd562bfc68a225ef54862d46b09601b5dfe6'),
	(6, '99210d38-eeec-4b49-bbb7-580c7b200e2e', 6, '2026-11-30 08:12:42.170651+00', 'bootstrap', NULL, 'added', 'baseline', '2026-11-30', true, NULL, '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}', true, NULL, 3, 2, '\x5d104d191f3e559b5877654686092255f260bb1775aa098677cff0ed6f77a9f6', NULL, NULL, '\x102a55471253ea029cc6f7c980c4594e3b91c8bbe0e6ee58203bee5fd6436263'),
	(7, '82645ee0-9ea1-4dcb-ba7a-509109ab80c2', 7, '2026-11-30 08:12:42.188908+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpa": null, "name": "Mail", "parent": null, "address": null, "contact": "31e422ba-f244-4b1f-b5cc-f4b43aafb1c0", "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Mail Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}', true, NULL, 7, 1, NULL, NULL, NULL, '\xcd44afa9676121517752313fe1388adda341783a135cf9dce64c7232b7466fdc'),
	(8, 'fc78bc89-09de-4968-8410-a0abae8a9868', 8, '2026-11-30 08:12:42.202603+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpa": null, "name": "Gone", "parent": null, "address": null, "contact": "b0758b26-9af2-403a-9cc5-b4a48f377b98", "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Gone Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}', true, NULL, 8, 1, NULL, NULL, NULL, '\x3efa148f7833f36dd2a5349f827f70ff5099e262c3a4a7d4b1c2a4b2e6c8eb15'),
	(9, '3fcb9a78-6865-4322-b582-5c02632d163a', 5, '2026-11-30 08:12:42.239722+00', 'bootstrap', 'As agreed', 'changed', 'notice', '2027-01-29', NULL, '{"purpose": "Content delivery"}', '{"purpose": "Planned"}', true, NULL, 2, 3, '\xa11b238495ca1c70480bd4eb7118cd562bfc68a225ef54862d46b09601b5dfe6', 'f941c2a9-c672-40f9-ab6b-e8ea3aa8f170', '\x7922f5d32f354c35177ba235966ffcf25ebfa3dc2645cc70fb170190a4f08601', '\x8ae4572df475e6c471dee9f44b680d33541353a8aa414bb353d6b21bf4a5fa62'),
	(10, '2ae22c70-e131-45e4-872a-55592bfb7427', 5, '2026-11-30 08:12:42.264438+00', 'bootstrap', NULL, 'changed', 'notice', '2027-02-28', NULL, '{"purpose": "Planned"}', '{"purpose": "Dropped"}', true, NULL, 2, 4, '\x8ae4572df475e6c471dee9f44b680d33541353a8aa414bb353d6b21bf4a5fa62', NULL, NULL, '\x176d432212fcf9e0bf5e5262af70f28aaf598c80640ab4c151fceee1c9670f39'),
	(11, '1acfb8d7-ffcb-4e60-bd5a-b7cd3c7453cc', 5, '2026-11-30 08:12:42.294849+00', 'bootstrap', 'Not needed.', 'withdrawn', 'notice', '2027-02-28', NULL, NULL, NULL, true, '2ae22c70-e131-45e4-872a-55592bfb7427', 2, 5, '\x176d432212fcf9e0bf5e5262af70f28aaf598c80640ab4c151fceee1c9670f39', '722ed07e-83bd-40cc-ba74-24f2b56eb7b1', '\xd4159ebee11d01e19526d3705843215443709df8e443815e50e5b0e906ad1964', '\x7cb8eb6075019ecd409353db59fce834cf2bd436e30b6e288ca00ccca8e5c0a3'),
	(12, '4521ced7-de9f-4fe4-8e81-e6947150798a', 4, '2026-11-30 08:12:42.329703+00', 'bootstrap', 'Moved at once', 'changed', 'waived', '2026-11-30', NULL, '{"locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}]}', '{"locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "US", "activity": "hosting", "operator": null, "travelling_staff": null}]}', true, NULL, 4, 2, '\x550bad0461752955414a1b3597b1159fe6a61ee3290b18d964d87e924736ccce', '8433a666-1665-4f49-8cc2-9ab561f10948', '\xb177211e2a5135c29cfdce5c40f4b95e8b41d27251f8413c964719564f8b717c', '\x764b0ffff500eed67d67e23b7da4180cfae606870ddf1426e06ced11b9a7443d'),
	(13, '8634a2d7-fb53-41d6-a795-9df91a960297', 9, '2026-11-30 08:12:42.349035+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpa": null, "name": "Fastly", "parent": null, "address": null, "contact": null, "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Fastly Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}', true, NULL, 9, 1, NULL, NULL, NULL, '\x2bd5551d3812ab3f7c51ae437068917dfc230a46abc9a2a991a1b6ce084a38dc'),
	(14, 'd5b1da2c-1c52-441d-afe0-5c31f92b7e10', 10, '2026-11-30 08:12:42.36411+00', 'bootstrap', NULL, 'added', 'notice', '2026-12-30', true, NULL, '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}', true, NULL, 3, 3, '\x102a55471253ea029cc6f7c980c4594e3b91c8bbe0e6ee58203bee5fd6436263', NULL, NULL, '\xcb6d1150c034c3b34cc95753d23525daafa9a036599cfac239599885d516cf16'),
	(15, 'c864a6cf-5e7d-4710-a786-18716ac17aa7', 10, '2026-11-30 08:12:42.391211+00', 'token:list_f6e8ed4a7796', 'objection ae19238f-8779-423d-bc18-aa1afc6df369: open', 'removed', 'objection', '2026-12-30', false, '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}', NULL, true, NULL, 3, 4, '\xcb6d1150c034c3b34cc95753d23525daafa9a036599cfac239599885d516cf16', 'f6eb1742-158b-42a8-9b69-5cd1eae5bd05', '\xa7625c479ee858b70297ca517734492ac1cbd0e77cbcb0fe56888bf538f9528d', '\x8f452ddad24ce29c8ce2a7e81db202c40055956c9999e076225bf92c32ff367f'),
	(16, 'e25dca45-b940-4ca9-9c15-7a9916bef6bc', 10, '2026-11-30 08:12:42.418499+00', 'bootstrap', 'objection ae19238f-8779-423d-bc18-aa1afc6df369: rejected', 'withdrawn', 'objection', '2026-12-30', NULL, NULL, NULL, true, 'c864a6cf-5e7d-4710-a786-18716ac17aa7', 3, 5, '\x8f452ddad24ce29c8ce2a7e81db202c40055956c9999e076225bf92c32ff367f', 'e27d4763-5857-4f54-8b15-fc490e8091ec', '\x90879c176d42a9b7f2fd16aff537df3b5598de6454783cb119834039cf8b3a9b', '\xa898e4613b0ed3bafed4dccfecaf2143b8d3915f9473d4267f4b72038f42024c'),
	(17, '955bc9a4-c155-4349-b1e9-ed748940555a', 11, '2026-11-30 08:12:42.434803+00', 'bootstrap', NULL, 'added', 'notice', '2026-11-30', true, NULL, '{"dpa": null, "name": "Zendesk", "parent": null, "address": null, "contact": null, "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Zendesk Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}', true, NULL, 11, 1, NULL, NULL, NULL, '\x851c2751fd073cbe22a16d142d2b077738b7374cccf445528eb61e3e0caeaa19'),
	(18, 'e90eabec-8bcb-487e-a742-0699ee062f4e', 12, '2026-11-30 08:12:42.448509+00', 'bootstrap', NULL, 'added', 'notice', '2026-12-30', true, NULL, '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}', true, NULL, 3, 6, '\xa898e4613b0ed3bafed4dccfecaf2143b8d3915f9473d4267f4b72038f42024c', NULL, NULL, '\xa28d0f404372c3662b3f4e261570a26d397659415808f7f5153b3237f1b24978'),
	(19, '53e60ea0-2aab-4ada-8db5-160ab62f3a05', 12, '2026-11-30 08:12:42.472029+00', 'token:list_f6e8ed4a7796', 'objection b2e02f34-b842-447c-b14e-4a375139c27d: open', 'removed', 'objection', '2026-12-30', false, '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}', NULL, true, NULL, 3, 7, '\xa28d0f404372c3662b3f4e261570a26d397659415808f7f5153b3237f1b24978', 'f3090f1b-3ecf-44c1-a4b0-10541cc14cf9', '\x2839eebb4bbe855173af36a686f660cc55fad4a434a42ff5340eebbff5d455a5', '\xd523190e911603966e9bc9f639615e48969c41e7abb7d3875d6349404a41ba10');
INSERT INTO public.checkpoint OVERRIDING SYSTEM VALUE VALUES
	(1, '2026-11-30 08:12:42.518061+00', 19, 8, '\x73a5cbe4c8953cbc3a7683b44d12b020893c272931ea162c31ee2e1903974b65', NULL, '\xb069eb906c5029a56f451afcf9b8409117f439c28c79442f10003e0f72868afd');
INSERT INTO public.checkpoint_head VALUES
	(1, 1, 1, '\x2ac5c13958c9f24bec59c3193f5cf3c315e075dbd7666489cf683b0a441bcff3'),
	(1, 7, 1, '\xcd44afa9676121517752313fe1388adda341783a135cf9dce64c7232b7466fdc'),
	(1, 8, 1, '\x3efa148f7833f36dd2a5349f827f70ff5099e262c3a4a7d4b1c2a4b2e6c8eb15'),
	(1, 4, 2, '\x764b0ffff500eed67d67e23b7da4180cfae606870ddf1426e06ced11b9a7443d'),
	(1, 9, 1, '\x2bd5551d3812ab3f7c51ae437068917dfc230a46abc9a2a991a1b6ce084a38dc'),
	(1, 11, 1, '\x851c2751fd073cbe22a16d142d2b077738b7374cccf445528eb61e3e0caeaa19'),
	(1, 3, 7, '\xd523190e911603966e9bc9f639615e48969c41e7abb7d3875d6349404a41ba10'),
	(1, 2, 5, '\x7cb8eb6075019ecd409353db59fce834cf2bd436e30b6e288ca00ccca8e5c0a3');
INSERT INTO public.feed VALUES
	('acme', 'a0740247-c372-4b85-874b-22e1b822b168', 'Sub-processors of Acme', 'Registrar AS', 4, '2026-11-30 08:12:42.333+00', '2026-11-30 08:12:46+00', 1),
	('closed', 'fdd6e2d6-7a5d-4ee1-9efb-e2a26ba584b3', 'Sub-processors of Closed', 'Registrar AS', 6, '2026-11-30 08:12:42.475+00', '2026-11-30 08:12:48+00', 1);
INSERT INTO public.finding_acceptance OVERRIDING SYSTEM VALUE VALUES
	(1, '854509c9-cce4-459a-bf4a-ca5645ce2468', 'acme', 'b91f150a8b6ff6685a1bfe28242e98366a74caa57671887635c44798c510dcf2', 'R23', 'accepted', '2026-11-30', '2026-12-20', 'Being mended.', 'bootstrap', '\x1bee788b131f315bce510a2cb02f21e90925b5db0ba8b47a555caea9968e989a', '2026-11-30 08:12:42.499983+00');
INSERT INTO public.holding VALUES
	('c864a6cf-5e7d-4710-a786-18716ac17aa7'),
	('53e60ea0-2aab-4ada-8db5-160ab62f3a05');
INSERT INTO public.notice VALUES
	('7dfa2db3-0d05-476a-ae73-97c3141907c4', 'acme', 1, 'changed', '2026-11-30 08:12:42.244+00', '2026-11-30 08:12:42.239722+00', '2027-01-29', '2026-12-30', 'Cloudflare: purpose changes on 29 January 2027', '<p><strong>Cloudflare</strong> changes on 29 January 2027.</p><table><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody><tr><th scope="row">Purpose</th><td>Content delivery</td><td>Planned</td></tr></tbody></table><p>Where the data goes from then on, and on what basis:</p><ul><li>Ireland (IE): inside the EEA</li></ul><p>You may object until <strong>30 December 2026</strong>, that day included (UTC). The list page, to which this entry links, says how.</p>', '[{"kind": "changed", "name": "Cloudflare", "entry": {"name": "Cloudflare", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Planned", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "legal_name": "Cloudflare Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [{"diff": [{"after": "Planned", "field": "purpose", "before": "Content delivery", "instead_of": null}], "present": null, "effective_on": "2027-01-29"}], "dropped": [], "replaces": null, "effective_on": "2027-01-29", "subprocessor": "cloudflare", "replaces_name": null}]', '{}'),
	('fa04bc61-3d6b-4d04-a9b9-f707ca4d3d0d', 'acme', 2, 'changed', '2026-11-30 08:12:42.269+00', '2026-11-30 08:12:42.264438+00', '2027-02-28', '2026-12-30', 'Cloudflare: purpose changes on 28 February 2027', '<p><strong>Cloudflare</strong> changes on 28 February 2027.</p><table><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody><tr><th scope="row">Purpose</th><td>Planned</td><td>Dropped</td></tr></tbody></table><p>Where the data goes from then on, and on what basis:</p><ul><li>Ireland (IE): inside the EEA</li></ul><p>You may object until <strong>30 December 2026</strong>, that day included (UTC). The list page, to which this entry links, says how.</p>', '[{"kind": "changed", "name": "Cloudflare", "entry": {"name": "Cloudflare", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Dropped", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "legal_name": "Cloudflare Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [{"diff": [{"after": "Dropped", "field": "purpose", "before": "Planned", "instead_of": null}], "present": null, "effective_on": "2027-02-28"}], "dropped": [], "replaces": null, "effective_on": "2027-02-28", "subprocessor": "cloudflare", "replaces_name": null}]', '{}'),
	('68cbfb80-fd12-4c4f-bc69-ea1e51ff6712', 'acme', 3, 'withdrawn', '2026-11-30 08:12:42.302+00', '2026-11-30 08:12:42.294849+00', '2027-02-28', NULL, 'The change of Cloudflare announced for 28 February 2027 will not happen', '<p>What was announced for <strong>Cloudflare</strong> will not happen.</p><p>The change announced for 28 February 2027 is dropped:</p><table><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">Had been announced</th></tr></thead><tbody><tr><th scope="row">Purpose</th><td>Planned</td><td>Dropped</td></tr></tbody></table><p>It is about the notice “Cloudflare: purpose changes on 28 February 2027”.</p><p>Nothing new takes effect, so there is no time to object.</p>', '[{"kind": "withdrawn", "name": "Cloudflare", "entry": {"name": "Cloudflare", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Planned", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "legal_name": "Cloudflare Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [], "dropped": [{"diff": [{"after": "Dropped", "field": "purpose", "before": "Planned", "instead_of": null}], "present": null, "effective_on": "2027-02-28"}], "replaces": null, "effective_on": "2027-02-28", "subprocessor": "cloudflare", "replaces_name": null}]', '{fa04bc61-3d6b-4d04-a9b9-f707ca4d3d0d}'),
	('81f6b8cc-0912-45b3-8d6a-e679a087b449', 'acme', 4, 'changed', '2026-11-30 08:12:42.333+00', '2026-11-30 08:12:42.329703+00', '2026-11-30', NULL, 'Cloudflare: locations change on 30 November 2026', '<p><strong>Cloudflare</strong> changes on 30 November 2026.</p><table><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody><tr><th scope="row">Locations</th><td><strong>gone:</strong> Ireland (IE): hosting</td><td><strong>new:</strong> United States (US): hosting</td></tr><tr><th scope="row">Where the data goes, and on what basis</th><td><strong>gone:</strong> Ireland (IE): inside the EEA</td><td><strong>new:</strong> United States (US): no basis recorded</td></tr></tbody></table><p>The notice period was waived, so there is no time to object.</p>', '[{"kind": "changed", "name": "Cloudflare", "entry": {"name": "Cloudflare", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Content delivery", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "US", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "US", "decision": null, "inside_eea": false}], "legal_name": "Cloudflare Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [{"diff": [{"after": [{"place": null, "region": null, "stated": null, "country": "US", "activity": "hosting"}], "field": "locations", "before": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "instead_of": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}]}, {"after": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "US", "decision": null, "inside_eea": false}], "field": "transfers", "before": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "instead_of": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}]}], "present": null, "effective_on": "2026-11-30"}], "dropped": [], "replaces": null, "effective_on": "2026-11-30", "subprocessor": "cloudflare", "replaces_name": null}]', '{}'),
	('b97781ae-281c-4959-9b9a-cd3fbfd4b127', 'closed', 1, 'changed', '2026-11-30 08:12:42.333+00', '2026-11-30 08:12:42.329703+00', '2026-11-30', NULL, 'Cloudflare: locations change on 30 November 2026', '<p><strong>Cloudflare</strong> changes on 30 November 2026.</p><table><thead><tr><th scope="col">What</th><th scope="col">Before</th><th scope="col">After</th></tr></thead><tbody><tr><th scope="row">Locations</th><td><strong>gone:</strong> Ireland (IE): hosting</td><td><strong>new:</strong> United States (US): hosting</td></tr><tr><th scope="row">Where the data goes, and on what basis</th><td><strong>gone:</strong> Ireland (IE): inside the EEA</td><td><strong>new:</strong> United States (US): no basis recorded</td></tr></tbody></table><p>The notice period was waived, so there is no time to object.</p>', '[{"kind": "changed", "name": "Cloudflare", "entry": {"name": "Cloudflare", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Content delivery", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "US", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "US", "decision": null, "inside_eea": false}], "legal_name": "Cloudflare Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [{"diff": [{"after": [{"place": null, "region": null, "stated": null, "country": "US", "activity": "hosting"}], "field": "locations", "before": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "instead_of": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}]}, {"after": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "US", "decision": null, "inside_eea": false}], "field": "transfers", "before": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "instead_of": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}]}], "present": null, "effective_on": "2026-11-30"}], "dropped": [], "replaces": null, "effective_on": "2026-11-30", "subprocessor": "cloudflare", "replaces_name": null}]', '{}'),
	('1fdde0ff-c5b5-4ed4-8aba-32f4011c5985', 'closed', 2, 'added', '2026-11-30 08:12:42.367+00', '2026-11-30 08:12:42.36411+00', '2026-12-30', '2026-12-29', 'Fastly is added on 30 December 2026', '<p><strong>Fastly</strong> is added on 30 December 2026.</p><table><tbody><tr><th scope="row">Legal entity</th><td>Fastly Ltd</td></tr><tr><th scope="row">Country of the legal entity</th><td>Ireland (IE)</td></tr><tr><th scope="row">Purpose</th><td>Content delivery</td></tr><tr><th scope="row">Categories of data</th><td>IP addresses</td></tr><tr><th scope="row">Data subjects</th><td>Users</td></tr><tr><th scope="row">Locations</th><td>Ireland (IE): hosting</td></tr><tr><th scope="row">Where the data goes, and on what basis</th><td>Ireland (IE): inside the EEA</td></tr></tbody></table><p>You may object until <strong>29 December 2026</strong>, that day included (UTC). The list page, to which this entry links, says how.</p>', '[{"kind": "added", "name": "Fastly", "entry": {"name": "Fastly", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Content delivery", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "legal_name": "Fastly Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [{"diff": [], "present": true, "effective_on": "2026-12-30"}], "dropped": [], "replaces": null, "effective_on": "2026-12-30", "subprocessor": "fastly", "replaces_name": null}]', '{}'),
	('64339475-150a-4660-ad23-3cf329c7db5d', 'closed', 3, 'withdrawn', '2026-11-30 08:12:42.395+00', '2026-11-30 08:12:42.391211+00', '2026-12-30', NULL, 'Objection open: The addition of Fastly announced for 30 December 2026 waits', '<p>What was announced for <strong>Fastly</strong> does not take effect while an objection is open.</p><p>The addition announced for 30 December 2026 waits.</p><p>It is about the notice “Fastly is added on 30 December 2026”.</p><p>The objection ae19238f is open. Until it is decided, what waits does not take effect for this list.</p>', '[{"kind": "withdrawn", "name": "Fastly", "entry": null, "steps": [], "dropped": [{"diff": [], "present": true, "effective_on": "2026-12-30"}], "replaces": null, "effective_on": "2026-12-30", "subprocessor": "fastly", "replaces_name": null}]', '{1fdde0ff-c5b5-4ed4-8aba-32f4011c5985}'),
	('724ac7d7-846a-429c-86e6-be3655e5c077', 'closed', 4, 'added', '2026-11-30 08:12:42.421+00', '2026-11-30 08:12:42.418499+00', '2026-12-30', NULL, 'Objection rejected: Fastly is added on 30 December 2026', '<p><strong>Fastly</strong> is added on 30 December 2026.</p><table><tbody><tr><th scope="row">Legal entity</th><td>Fastly Ltd</td></tr><tr><th scope="row">Country of the legal entity</th><td>Ireland (IE)</td></tr><tr><th scope="row">Purpose</th><td>Content delivery</td></tr><tr><th scope="row">Categories of data</th><td>IP addresses</td></tr><tr><th scope="row">Data subjects</th><td>Users</td></tr><tr><th scope="row">Locations</th><td>Ireland (IE): hosting</td></tr><tr><th scope="row">Where the data goes, and on what basis</th><td>Ireland (IE): inside the EEA</td></tr></tbody></table><p>It is about the notice “Fastly is added on 30 December 2026”.</p><p>The objection ae19238f was rejected, so what it was about takes effect.</p>', '[{"kind": "added", "name": "Fastly", "entry": {"name": "Fastly", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Content delivery", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "legal_name": "Fastly Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [{"diff": [], "present": true, "effective_on": "2026-12-30"}], "dropped": [], "replaces": null, "effective_on": "2026-12-30", "subprocessor": "fastly", "replaces_name": null}]', '{1fdde0ff-c5b5-4ed4-8aba-32f4011c5985}'),
	('e1ca712f-e291-4e04-b7ba-b4f92938a4ad', 'closed', 5, 'added', '2026-11-30 08:12:42.451+00', '2026-11-30 08:12:42.448509+00', '2026-12-30', '2026-12-29', 'Zendesk is added on 30 December 2026', '<p><strong>Zendesk</strong> is added on 30 December 2026.</p><table><tbody><tr><th scope="row">Legal entity</th><td>Zendesk Ltd</td></tr><tr><th scope="row">Country of the legal entity</th><td>Ireland (IE)</td></tr><tr><th scope="row">Purpose</th><td>Content delivery</td></tr><tr><th scope="row">Categories of data</th><td>IP addresses</td></tr><tr><th scope="row">Data subjects</th><td>Users</td></tr><tr><th scope="row">Locations</th><td>Ireland (IE): hosting</td></tr><tr><th scope="row">Where the data goes, and on what basis</th><td>Ireland (IE): inside the EEA</td></tr></tbody></table><p>You may object until <strong>29 December 2026</strong>, that day included (UTC). The list page, to which this entry links, says how.</p>', '[{"kind": "added", "name": "Zendesk", "entry": {"name": "Zendesk", "role": "processor", "nature": null, "country": "IE", "hr_data": null, "purpose": "Content delivery", "children": null, "services": null, "locations": [{"place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting"}], "transfers": [{"tool": null, "chain": [], "regime": "eu", "article": null, "country": "IE", "decision": null, "inside_eea": true}], "legal_name": "Zendesk Ltd", "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "vulnerable_people": null, "special_categories": null}, "steps": [{"diff": [], "present": true, "effective_on": "2026-12-30"}], "dropped": [], "replaces": null, "effective_on": "2026-12-30", "subprocessor": "zendesk", "replaces_name": null}]', '{}'),
	('69e19db9-128f-4769-b6ba-3651069799fb', 'closed', 6, 'withdrawn', '2026-11-30 08:12:42.475+00', '2026-11-30 08:12:42.472029+00', '2026-12-30', NULL, 'Objection open: The addition of Zendesk announced for 30 December 2026 waits', '<p>What was announced for <strong>Zendesk</strong> does not take effect while an objection is open.</p><p>The addition announced for 30 December 2026 waits.</p><p>It is about the notice “Zendesk is added on 30 December 2026”.</p><p>The objection b2e02f34 is open. Until it is decided, what waits does not take effect for this list.</p>', '[{"kind": "withdrawn", "name": "Zendesk", "entry": null, "steps": [], "dropped": [{"diff": [], "present": true, "effective_on": "2026-12-30"}], "replaces": null, "effective_on": "2026-12-30", "subprocessor": "zendesk", "replaces_name": null}]', '{e1ca712f-e291-4e04-b7ba-b4f92938a4ad}');
INSERT INTO public.notice_change VALUES
	('3fcb9a78-6865-4322-b582-5c02632d163a', '7dfa2db3-0d05-476a-ae73-97c3141907c4'),
	('2ae22c70-e131-45e4-872a-55592bfb7427', 'fa04bc61-3d6b-4d04-a9b9-f707ca4d3d0d'),
	('1acfb8d7-ffcb-4e60-bd5a-b7cd3c7453cc', '68cbfb80-fd12-4c4f-bc69-ea1e51ff6712'),
	('4521ced7-de9f-4fe4-8e81-e6947150798a', '81f6b8cc-0912-45b3-8d6a-e679a087b449'),
	('4521ced7-de9f-4fe4-8e81-e6947150798a', 'b97781ae-281c-4959-9b9a-cd3fbfd4b127'),
	('d5b1da2c-1c52-441d-afe0-5c31f92b7e10', '1fdde0ff-c5b5-4ed4-8aba-32f4011c5985'),
	('c864a6cf-5e7d-4710-a786-18716ac17aa7', '64339475-150a-4660-ad23-3cf329c7db5d'),
	('e25dca45-b940-4ca9-9c15-7a9916bef6bc', '724ac7d7-846a-429c-86e6-be3655e5c077'),
	('e90eabec-8bcb-487e-a742-0699ee062f4e', 'e1ca712f-e291-4e04-b7ba-b4f92938a4ad'),
	('53e60ea0-2aab-4ada-8db5-160ab62f3a05', '69e19db9-128f-4769-b6ba-3651069799fb');
INSERT INTO public.objection OVERRIDING SYSTEM VALUE VALUES
	(1, 'ae19238f-8779-423d-bc18-aa1afc6df369', '1fdde0ff-c5b5-4ed4-8aba-32f4011c5985', 'closed', '2026-11-30 08:12:42.381987+00', 'token:list_f6e8ed4a7796', 'Not in that country.', '168a0b22-8db9-44de-84ec-5dbc82d86334', 'rejected', '2026-11-30 08:12:42.423453+00', 'bootstrap', 'It stays in the EEA.'),
	(2, 'b2e02f34-b842-447c-b14e-4a375139c27d', 'e1ca712f-e291-4e04-b7ba-b4f92938a4ad', 'closed', '2026-11-30 08:12:42.463049+00', 'token:list_f6e8ed4a7796', 'Not in that country.', '2d6f0285-0c40-4235-aa81-66616b0f4dad', 'open', NULL, NULL, NULL);
INSERT INTO public.objection_hold VALUES
	('ae19238f-8779-423d-bc18-aa1afc6df369', 'd5b1da2c-1c52-441d-afe0-5c31f92b7e10', 10, '2026-11-30 08:12:42.384521+00', '2026-12-30'),
	('b2e02f34-b842-447c-b14e-4a375139c27d', 'e90eabec-8bcb-487e-a742-0699ee062f4e', 12, '2026-11-30 08:12:42.465271+00', NULL);
INSERT INTO public.person VALUES
	('31e422ba-f244-4b1f-b5cc-f4b43aafb1c0', 'Pernille Personlig', 'Keeper of Contacts', 'pernille@person.example', 'Hemmeligveien 7', '2026-11-30 08:12:42.188337+00'),
	('168a0b22-8db9-44de-84ec-5dbc82d86334', 'Olga Objector', NULL, 'olga@person.example', NULL, '2026-11-30 08:12:42.381448+00'),
	('2d6f0285-0c40-4235-aa81-66616b0f4dad', 'Olga Objector', NULL, 'olga@person.example', NULL, '2026-11-30 08:12:42.462716+00');
INSERT INTO public.subject OVERRIDING SYSTEM VALUE VALUES
	(1, 'processor', NULL, NULL, '2026-11-30 08:12:42.060973+00'),
	(6, 'engagement', 'closed', 'cloudflare', '2026-11-30 08:12:42.170651+00'),
	(7, 'subprocessor', NULL, 'mail', '2026-11-30 08:12:42.188908+00'),
	(8, 'subprocessor', NULL, 'gone', '2026-11-30 08:12:42.202603+00'),
	(5, 'engagement', 'acme', 'cloudflare', '2026-11-30 08:12:42.294849+00'),
	(4, 'subprocessor', NULL, 'cloudflare', '2026-11-30 08:12:42.329703+00'),
	(9, 'subprocessor', NULL, 'fastly', '2026-11-30 08:12:42.349035+00'),
	(10, 'engagement', 'closed', 'fastly', '2026-11-30 08:12:42.418499+00'),
	(11, 'subprocessor', NULL, 'zendesk', '2026-11-30 08:12:42.434803+00'),
	(3, 'controller', 'closed', NULL, '2026-11-30 08:12:42.472029+00'),
	(12, 'engagement', 'closed', 'zendesk', '2026-11-30 08:12:42.472029+00'),
	(2, 'controller', 'acme', NULL, '2026-11-30 08:12:42.499983+00');
INSERT INTO public.subscriber_token VALUES
	('list_f6e8ed4a7796', 'closed', '\x8930363bdeee3c7104b8c74e5700215ccebc595009cd60fa03b93b425c24bdba', 'an objector', '2026-11-30 08:12:42.340177+00', NULL, '2026-11-30', NULL, NULL, NULL),
	('list_6b048d8428de', 'closed', '\x00af44dd390e4330bf30a2b853b31a68cda24d2fe847c51eeb33b58c28628f54', 'the first', '2026-11-30 08:12:42.508098+00', NULL, NULL, '2026-11-30 08:12:42.516+00', '2026-12-30 08:12:42.516+00', 'a44b13ec-dfbb-49b8-b3e1-e6396a12b851'),
	('list_c5e16e262dd4', 'closed', '\xa3018054d0e2d5700395830490ad850d103cfe427ccf7bcdf4abdcaa566632f5', 'the first', '2026-11-30 08:12:42.517118+00', NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.version VALUES
	(1, '[2026-11-30,)', '["2026-11-30 08:12:42.060973+00",)', '{"dpo": null, "address": null, "contact": null, "country": "NO", "regimes": ["eu"], "legal_name": "Registrar AS", "representative": null, "public_authority": null, "security_reference": null}'),
	(2, '[2026-11-30,)', '["2026-11-30 08:12:42.08293+00",)', '{"dpo": null, "name": "Acme", "record": null, "contact": null, "country": null, "exporter": null, "language": "en", "locations": null, "legal_name": null, "safeguards": null, "visibility": "public", "privacy_notice": null, "representative": null, "allowed_countries": null, "notice_period_days": 30, "registration_number": null, "objection_period_days": null, "processing_categories": null}'),
	(3, '[2026-11-30,)', '["2026-11-30 08:12:42.09846+00",)', '{"dpo": null, "name": "Closed", "record": null, "contact": null, "country": null, "exporter": null, "language": "en", "locations": null, "legal_name": null, "safeguards": null, "visibility": "private", "privacy_notice": null, "representative": null, "allowed_countries": null, "notice_period_days": 30, "registration_number": null, "objection_period_days": null, "processing_categories": null}'),
	(6, '[2026-11-30,)', '["2026-11-30 08:12:42.170651+00",)', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(7, '[2026-11-30,)', '["2026-11-30 08:12:42.188908+00",)', '{"dpa": null, "name": "Mail", "parent": null, "address": null, "contact": "31e422ba-f244-4b1f-b5cc-f4b43aafb1c0", "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Mail Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}'),
	(8, '[2026-11-30,)', '["2026-11-30 08:12:42.202603+00",)', '{"dpa": null, "name": "Gone", "parent": null, "address": null, "contact": "b0758b26-9af2-403a-9cc5-b4a48f377b98", "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Gone Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}'),
	(5, '[2026-11-30,)', '["2026-11-30 08:12:42.14722+00","2026-11-30 08:12:42.239722+00")', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(5, '[2026-11-30,2027-01-29)', '["2026-11-30 08:12:42.239722+00",)', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(5, '[2027-01-29,)', '["2026-11-30 08:12:42.239722+00","2026-11-30 08:12:42.264438+00")', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Planned", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(5, '[2027-01-29,2027-02-28)', '["2026-11-30 08:12:42.264438+00","2026-11-30 08:12:42.294849+00")', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Planned", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(5, '[2027-02-28,)', '["2026-11-30 08:12:42.264438+00","2026-11-30 08:12:42.294849+00")', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Dropped", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(4, '[2026-11-30,)', '["2026-11-30 08:12:42.121399+00","2026-11-30 08:12:42.329703+00")', '{"dpa": null, "name": "Cloudflare", "parent": null, "address": null, "contact": null, "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Cloudflare Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}'),
	(5, '[2027-01-29,)', '["2026-11-30 08:12:42.294849+00",)', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Planned", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(4, '[2026-11-30,)', '["2026-11-30 08:12:42.329703+00",)', '{"dpa": null, "name": "Cloudflare", "parent": null, "address": null, "contact": null, "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "US", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Cloudflare Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}'),
	(9, '[2026-11-30,)', '["2026-11-30 08:12:42.349035+00",)', '{"dpa": null, "name": "Fastly", "parent": null, "address": null, "contact": null, "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Fastly Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}'),
	(10, '[2026-12-30,)', '["2026-11-30 08:12:42.36411+00","2026-11-30 08:12:42.391211+00")', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(10, '[2026-12-30,)', '["2026-11-30 08:12:42.418499+00",)', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}'),
	(11, '[2026-11-30,)', '["2026-11-30 08:12:42.434803+00",)', '{"dpa": null, "name": "Zendesk", "parent": null, "address": null, "contact": null, "country": "IE", "engages": null, "website": null, "locations": [{"basis": "recipient", "place": null, "region": null, "stated": null, "country": "IE", "activity": "hosting", "operator": null, "travelling_staff": null}], "legal_name": "Zendesk Ltd", "safeguards": null, "due_diligence": null, "subject_to_gdpr": null, "public_authority": null, "has_subprocessors": null, "registration_number": null, "foreign_orders_policy": null, "international_organisation": null}'),
	(12, '[2026-12-30,)', '["2026-11-30 08:12:42.448509+00","2026-11-30 08:12:42.472029+00")', '{"dpa": null, "held": null, "role": "processor", "nature": null, "hr_data": null, "purpose": "Content delivery", "children": null, "deletion": null, "duration": null, "replaces": null, "services": null, "frequency": null, "locations": null, "safeguards": null, "arrangement": null, "large_scale": null, "own_purposes": null, "authorisation": null, "criminal_data": null, "data_subjects": ["Users"], "data_categories": ["IP addresses"], "disclosure_basis": null, "vulnerable_people": null, "special_categories": null}');
SELECT pg_catalog.setval('public.change_seq_seq', 19, true);
SELECT pg_catalog.setval('public.checkpoint_seq_seq', 1, true);
SELECT pg_catalog.setval('public.finding_acceptance_seq_seq', 1, true);
SELECT pg_catalog.setval('public.objection_seq_seq', 2, true);
SELECT pg_catalog.setval('public.subject_id_seq', 12, true);
ALTER TABLE ONLY public._pogo_migration
    ADD CONSTRAINT _pogo_migration_pkey PRIMARY KEY (migration_hash, schema_name);
ALTER TABLE ONLY public._pogo_version
    ADD CONSTRAINT _pogo_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_hash UNIQUE (hash);
ALTER TABLE ONLY public.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_id UNIQUE (id);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_never_forks UNIQUE (chain, place);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_withdrawn_once UNIQUE (withdraws);
ALTER TABLE ONLY public.checkpoint
    ADD CONSTRAINT checkpoint_hash UNIQUE (hash);
ALTER TABLE ONLY public.checkpoint_head
    ADD CONSTRAINT checkpoint_head_pkey PRIMARY KEY (chain, checkpoint);
ALTER TABLE ONLY public.checkpoint
    ADD CONSTRAINT checkpoint_never_forks UNIQUE NULLS NOT DISTINCT (predecessor);
ALTER TABLE ONLY public.checkpoint
    ADD CONSTRAINT checkpoint_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.feed_archive
    ADD CONSTRAINT feed_archive_pkey PRIMARY KEY (controller, page);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_id UNIQUE (id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (controller);
ALTER TABLE ONLY public.finding_acceptance
    ADD CONSTRAINT finding_acceptance_id UNIQUE (id);
ALTER TABLE ONLY public.finding_acceptance
    ADD CONSTRAINT finding_acceptance_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.holding
    ADD CONSTRAINT holding_pkey PRIMARY KEY (change);
ALTER TABLE ONLY public.notice_change
    ADD CONSTRAINT notice_change_pkey PRIMARY KEY (change, notice);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_numbered_once UNIQUE (controller, number);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_published_apart UNIQUE (controller, published);
ALTER TABLE ONLY public.objection_hold
    ADD CONSTRAINT objection_hold_pkey PRIMARY KEY (engagement, held, objection);
ALTER TABLE ONLY public.objection
    ADD CONSTRAINT objection_id UNIQUE (id);
ALTER TABLE ONLY public.objection
    ADD CONSTRAINT objection_pkey PRIMARY KEY (seq);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rate
    ADD CONSTRAINT rate_pkey PRIMARY KEY (bucket);
ALTER TABLE ONLY public.subject
    ADD CONSTRAINT subject_once UNIQUE NULLS NOT DISTINCT (kind, controller, subprocessor);
ALTER TABLE ONLY public.subject
    ADD CONSTRAINT subject_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.subscriber_token
    ADD CONSTRAINT subscriber_token_hash UNIQUE (hash);
ALTER TABLE ONLY public.subscriber_token
    ADD CONSTRAINT subscriber_token_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_one_truth EXCLUDE USING gist (subject WITH =, effective WITH &&, recorded WITH &&);
CREATE INDEX change_of_subject ON public.change USING btree (subject, effective_on, seq);
CREATE INDEX finding_acceptance_of_list ON public.finding_acceptance USING btree (controller, fingerprint, seq);
CREATE INDEX objection_hold_of_change ON public.objection_hold USING btree (held);
CREATE INDEX objection_hold_of_objection ON public.objection_hold USING btree (objection);
CREATE INDEX objection_of_notice ON public.objection USING btree (notice);
CREATE UNIQUE INDEX objection_open_once ON public.objection USING btree (notice) WHERE (status = 'open'::text);
CREATE INDEX subject_engaged ON public.subject USING btree (subprocessor, controller) WHERE (kind = 'engagement'::text);
CREATE INDEX subject_named ON public.subject USING btree (kind, COALESCE(controller, ''::text), COALESCE(subprocessor, ''::text));
CREATE INDEX touch_written ON public.touch USING btree (written);
CREATE INDEX version_known_now ON public.version USING btree (subject) WHERE upper_inf(recorded);
CREATE INDEX version_of_subject ON public.version USING btree (subject);
CREATE TRIGGER change_append_only BEFORE DELETE OR UPDATE OF seq, id, subject, recorded_at, actor, kind, manner, effective_on, present, before, after, material, withdraws, chain, place, predecessor, reason_digest, hash OR TRUNCATE ON public.change FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER change_linked BEFORE INSERT ON public.change FOR EACH ROW EXECUTE FUNCTION public.link_change();
CREATE TRIGGER change_reason_only_erased BEFORE UPDATE OF reason, reason_salt ON public.change FOR EACH ROW WHEN (((new.reason IS NOT NULL) OR (new.reason_salt IS NOT NULL))) EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER checkpoint_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER checkpoint_head_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.checkpoint_head FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER feed_archive_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.feed_archive FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER finding_acceptance_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.finding_acceptance FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER holding_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.holding FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER notice_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notice FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER notice_change_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.notice_change FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER objection_hold_keeps BEFORE UPDATE ON public.objection_hold FOR EACH ROW EXECUTE FUNCTION public.keep_hold();
CREATE TRIGGER objection_hold_not_deleted BEFORE DELETE OR TRUNCATE ON public.objection_hold FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
CREATE TRIGGER objection_keeps BEFORE UPDATE ON public.objection FOR EACH ROW EXECUTE FUNCTION public.keep_objection();
CREATE TRIGGER objection_not_deleted BEFORE DELETE OR TRUNCATE ON public.objection FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_rewriting();
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_chain_known FOREIGN KEY (chain) REFERENCES public.subject(id);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_subject_fkey FOREIGN KEY (subject) REFERENCES public.subject(id);
ALTER TABLE ONLY public.change
    ADD CONSTRAINT change_withdraws_known FOREIGN KEY (withdraws) REFERENCES public.change(id);
ALTER TABLE ONLY public.checkpoint_head
    ADD CONSTRAINT checkpoint_head_chain_fkey FOREIGN KEY (chain) REFERENCES public.subject(id);
ALTER TABLE ONLY public.checkpoint_head
    ADD CONSTRAINT checkpoint_head_checkpoint_fkey FOREIGN KEY (checkpoint) REFERENCES public.checkpoint(seq);
ALTER TABLE ONLY public.feed_archive
    ADD CONSTRAINT feed_archive_controller_fkey FOREIGN KEY (controller) REFERENCES public.feed(controller);
ALTER TABLE ONLY public.finding_acceptance
    ADD CONSTRAINT finding_acceptance_controller_fkey FOREIGN KEY (controller) REFERENCES public.feed(controller);
ALTER TABLE ONLY public.holding
    ADD CONSTRAINT holding_change_fkey FOREIGN KEY (change) REFERENCES public.change(id);
ALTER TABLE ONLY public.notice_change
    ADD CONSTRAINT notice_change_change_fkey FOREIGN KEY (change) REFERENCES public.change(id);
ALTER TABLE ONLY public.notice_change
    ADD CONSTRAINT notice_change_notice_fkey FOREIGN KEY (notice) REFERENCES public.notice(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_controller_fkey FOREIGN KEY (controller) REFERENCES public.feed(controller);
ALTER TABLE ONLY public.objection
    ADD CONSTRAINT objection_controller_fkey FOREIGN KEY (controller) REFERENCES public.feed(controller);
ALTER TABLE ONLY public.objection_hold
    ADD CONSTRAINT objection_hold_engagement_fkey FOREIGN KEY (engagement) REFERENCES public.subject(id);
ALTER TABLE ONLY public.objection_hold
    ADD CONSTRAINT objection_hold_held_fkey FOREIGN KEY (held) REFERENCES public.change(id);
ALTER TABLE ONLY public.objection_hold
    ADD CONSTRAINT objection_hold_objection_fkey FOREIGN KEY (objection) REFERENCES public.objection(id);
ALTER TABLE ONLY public.objection
    ADD CONSTRAINT objection_notice_fkey FOREIGN KEY (notice) REFERENCES public.notice(id);
ALTER TABLE ONLY public.subscriber_token
    ADD CONSTRAINT subscriber_token_controller_fkey FOREIGN KEY (controller) REFERENCES public.feed(controller);
ALTER TABLE ONLY public.version
    ADD CONSTRAINT version_subject_fkey FOREIGN KEY (subject) REFERENCES public.subject(id);
