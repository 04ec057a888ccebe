-- The present schema of subreg. A test proves that the migrations lead to it.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- The tables that imports fill are not counted by autovacuum before they have a thousand rows (autovacuum_*_threshold):
-- of a table of a page or two PostgreSQL reads all, and a connection keeps that plan, those of the foreign keys too, until
-- the table is counted again. Of one that was never counted it uses the indexes.

-- What the register keeps over time: the processor, controllers, sub-processors, engagements. The rows of kind
-- processor, subprocessor and controller are the heads that writers lock, in this order and sorted by name;
-- last_recorded_at is the stamp of the last change that was recorded under that lock. No index has it: in a page with
-- room for the next version of a row a stamp touches none of them.
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
) WITH (fillfactor = 45, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);

-- Which lists engage a sub-processor.
CREATE INDEX subject_engaged ON subject (subprocessor, controller) WHERE kind = 'engagement';

-- Subjects by their names: an index that null does not get in the way of (IS NOT DISTINCT FROM uses none).
CREATE INDEX subject_named ON subject (kind, coalesce(controller, ''), coalesce(subprocessor, ''));

-- The append-only log: the truth. A change holds the fields that differ (before, after) from its effective day on;
-- present: true the subject begins, false it ends, null only fields change. A withdrawal is a change that names another.
-- No row holds personal data: contacts are ids into person; a reason can be erased.
--
-- Each change is linked to the one before it in its hash chain (docs/log.md): one chain for the processor, one for each
-- sub-processor, one for each list with its engagements, named by the subject that is its head. "hash" is the SHA-256
-- over the row as log_entry writes it, "predecessor" and "place" in the chain included. Of the reason it covers only
-- "reason_digest", the SHA-256 of a salt and the words, so that the words and the salt can go and the chain stays whole.
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
    chain bigint NOT NULL,
    place bigint NOT NULL,
    predecessor bytea,
    reason_salt uuid,
    reason_digest bytea,
    hash bytea NOT NULL,
    CONSTRAINT change_id UNIQUE (id),
    CONSTRAINT change_kind CHECK (kind IN ('added', 'changed', 'removed', 'withdrawn')),
    CONSTRAINT change_manner CHECK (manner IN ('notice', 'waived', 'baseline', 'correction', 'history', 'objection')),
    CONSTRAINT change_present_follows_kind CHECK (
        present IS NOT DISTINCT FROM CASE kind WHEN 'added' THEN true WHEN 'removed' THEN false END
    ),
    CONSTRAINT change_withdraws_follows_kind CHECK ((kind = 'withdrawn') = (withdraws IS NOT NULL)),
    CONSTRAINT change_withdrawn_once UNIQUE (withdraws),
    CONSTRAINT change_withdraws_known FOREIGN KEY (withdraws) REFERENCES change (id),
    CONSTRAINT change_exception_has_reason CHECK (manner NOT IN ('waived', 'correction') OR reason_digest IS NOT NULL),
    CONSTRAINT change_chain_known FOREIGN KEY (chain) REFERENCES subject (id),
    CONSTRAINT change_never_forks UNIQUE (chain, place),
    CONSTRAINT change_first_has_no_predecessor CHECK ((place = 1) = (predecessor IS NULL)),
    CONSTRAINT change_reason_salted CHECK ((reason IS NULL) = (reason_salt IS NULL)),
    CONSTRAINT change_reason_sealed CHECK (reason IS NULL OR reason_digest IS NOT NULL)
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);

CREATE INDEX change_of_subject ON change (subject, effective_on, seq);

-- What may have been decided without waiting for the notice period: few of many.
CREATE INDEX change_waived ON change (subject, effective_on) WHERE manner = 'waived' AND kind IN ('added', 'changed');

-- The canonical form of JSON (JCS, RFC 8785), for what the log holds: names of members are ASCII, so that they sort by
-- bytes as by UTF-16, and numbers are whole and short; strings are escaped by PostgreSQL as JCS asks.
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

-- A change as its hash covers it, and as it is exported: all but the hash, the words of the reason and their salt.
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

-- A change as it is recorded at the end of its chain, whatever was given for its place, predecessor and hash. Writers hold
-- the lock of the chain's head; should one not, change_never_forks refuses the second of two. Without enable_seqscan = off
-- its plans, made while the log was short, would read all of it for each row of a long insert.
CREATE FUNCTION linked(news change) RETURNS change LANGUAGE plpgsql SET enable_seqscan = off AS $$
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

CREATE FUNCTION link_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RETURN linked(NEW);
END
$$;

CREATE TRIGGER change_linked BEFORE INSERT ON change
FOR EACH ROW EXECUTE FUNCTION link_change();

-- Checkpoints: the heads of all chains at a moment, bound by one hash over "heads" (the SHA-256 of the heads' hashes in
-- hex, a line each, in the order of the chains), the counts and the checkpoint before.
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

-- The heads that moved since the checkpoint before.
CREATE TABLE checkpoint_head (
    checkpoint bigint NOT NULL REFERENCES checkpoint (seq),
    chain bigint NOT NULL REFERENCES subject (id),
    place bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (chain, checkpoint)
);

-- The projection of the log, for reading: the whole document that holds on the days of "effective", as known in the
-- time of "recorded". version_one_truth makes two truths for one day and one moment impossible.
CREATE TABLE version (
    subject bigint NOT NULL REFERENCES subject (id),
    effective daterange NOT NULL,
    recorded tstzrange NOT NULL,
    document jsonb NOT NULL,
    CONSTRAINT version_holds_some_day CHECK (NOT isempty(effective)),
    CONSTRAINT version_known_some_time CHECK (NOT isempty(recorded)),
    CONSTRAINT version_one_truth EXCLUDE USING gist (subject WITH =, effective WITH &&, recorded WITH &&)
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);

-- What is known now of a subject, by the day on which it ends: what is over is not met by who asks for what is to come.
CREATE INDEX version_known_now ON version (subject, coalesce(upper(effective), 'infinity')) INCLUDE (effective)
WHERE upper_inf(recorded);

-- The sub-processors that engage others, as known now: few of many.
CREATE INDEX version_engaging ON version (subject)
WHERE upper_inf(recorded) AND document -> 'engages' <> 'null';

-- The versions of many subjects as known at any moment.
CREATE INDEX version_of_subject ON version (subject);

-- What holds of a subject on a day, as known at a moment. It is inlined; OFFSET 0 keeps a read that begins at its
-- subjects there: planned without its values it would begin at all versions of a day, since PostgreSQL takes few of
-- them to hold on any one.
CREATE FUNCTION version_on(of_subject bigint, day date, moment timestamptz)
RETURNS TABLE (document jsonb, effective daterange) LANGUAGE sql STABLE ROWS 1 AS $$
SELECT version.document, version.effective
FROM version
WHERE version.subject = of_subject AND version.effective @> day AND version.recorded @> moment
OFFSET 0
$$;

-- The feed of each list: its id is minted once. revision counts publications; updated and modified move only with them,
-- and so does window_from, the number of the oldest notice in the feed's own document (older ones are in the archive).
-- Its pages leave room for the next versions, as those of subject do.
CREATE TABLE feed (
    controller text PRIMARY KEY,
    id uuid NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    revision bigint NOT NULL DEFAULT 0,
    updated timestamptz NOT NULL,
    modified timestamptz NOT NULL,
    window_from bigint NOT NULL DEFAULT 1,
    language text NOT NULL,
    CONSTRAINT feed_id UNIQUE (id),
    CONSTRAINT feed_modified_whole_seconds CHECK (modified = date_trunc('second', modified)),
    CONSTRAINT feed_updated_milliseconds CHECK (updated = date_trunc('milliseconds', updated))
) WITH (fillfactor = 45, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);

-- One feed entry per row, rendered when it was published and never touched again. categories (scheme, term, label),
-- objection_title (what a calendar calls objection_until) and later_days (the days after effective_on on which more of it
-- takes effect, each with a title for the calendar; last_day is the last of them) are null of what was published before
-- they were stored.
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
    language text NOT NULL,
    categories jsonb,
    objection_title text,
    later_days jsonb,
    last_day date,
    CONSTRAINT notice_kind CHECK (kind IN ('added', 'removed', 'replaced', 'changed', 'withdrawn', 'published')),
    CONSTRAINT notice_numbered_once UNIQUE (controller, number),
    CONSTRAINT notice_published_apart UNIQUE (controller, published),
    CONSTRAINT notice_published_milliseconds CHECK (published = date_trunc('milliseconds', published))
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);

-- What lies ahead of a day, and what was told later about such notices: few of many.
CREATE INDEX notice_last_day ON notice (controller, greatest(effective_on, objection_until, last_day));

CREATE INDEX notice_about ON notice USING gin (about) WHERE about <> '{}';

-- A page of a feed's archive (RFC 5005), made when it is full: what the feed said of itself then stays on it for ever.
CREATE TABLE feed_archive (
    controller text NOT NULL REFERENCES feed (controller),
    page bigint NOT NULL,
    title text NOT NULL,
    author text NOT NULL,
    updated timestamptz NOT NULL,
    modified timestamptz NOT NULL,
    language text NOT NULL,
    PRIMARY KEY (controller, page),
    CONSTRAINT feed_archive_page_counted_from_one CHECK (page >= 1)
);

-- Lists of which readers see something else once the transaction commits that notes it: processes look at what was
-- touched since they last looked, and forget what they remember of these. Kept for an hour.
CREATE TABLE touch (
    written xid8 NOT NULL DEFAULT pg_current_xact_id(),
    touched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    controllers text [] NOT NULL
);

CREATE INDEX touch_written ON touch (written);

-- What callers spent of their rates, over all processes: until when a bucket is not full again. Nothing is lost with it:
-- after a crash of the server all are full.
CREATE UNLOGGED TABLE rate (
    bucket bytea PRIMARY KEY,
    full_at timestamptz NOT NULL
);

-- Which changes a notice tells of.
CREATE TABLE notice_change (
    change uuid NOT NULL REFERENCES change (id),
    notice uuid NOT NULL REFERENCES notice (id),
    PRIMARY KEY (change, notice)
) WITH (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);

CREATE INDEX notice_change_of_notice ON notice_change (notice, change);

-- Contacts, kept apart so that they can be corrected and erased with the log intact.
CREATE TABLE person (
    id uuid PRIMARY KEY,
    name text,
    position text,
    email text,
    address text,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Keys of the compliance API: only the SHA-256 of 32 random bytes is stored. One that is bound to some lists has their
-- names in "controllers", null is all. "expires_at" is null where no end is set; a key that was rotated ends with it.
CREATE TABLE api_key (
    id text PRIMARY KEY,
    hash bytea NOT NULL,
    label text NOT NULL,
    scopes text [] NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    last_used_on date,
    controllers text [],
    expires_at timestamptz,
    rotated_at timestamptz,
    created_by text NOT NULL DEFAULT 'cli',
    revoked_by text,
    CONSTRAINT api_key_hash UNIQUE (hash),
    CONSTRAINT api_key_hash_sha256 CHECK (octet_length(hash) = 32),
    CONSTRAINT api_key_scopes CHECK (
        cardinality(scopes) > 0
        AND scopes <@ ARRAY['register:read', 'register:write', 'notices:decide', 'check', 'keys:admin']
    ),
    CONSTRAINT api_key_controllers CHECK (cardinality(controllers) > 0),
    CONSTRAINT api_key_expires_after_creation CHECK (expires_at >= created_at)
);

-- A secret is found by a part of its hash, and the whole is compared in constant time by who looks.
CREATE UNIQUE INDEX api_key_selector ON api_key (substring(hash FROM 1 FOR 8));

-- Tokens with which customers read a private list: stored as the API keys are. One that was rotated has a last entry in
-- its feed, which says that another one takes its place, until it closes; "last_words" are what it says.
CREATE TABLE subscriber_token (
    id text PRIMARY KEY,
    controller text NOT NULL REFERENCES feed (controller),
    hash bytea NOT NULL,
    label text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    revoked_at timestamptz,
    last_used_on date,
    rotated_at timestamptz,
    closes_at timestamptz,
    last_entry uuid,
    last_words jsonb,
    CONSTRAINT subscriber_token_hash UNIQUE (hash),
    CONSTRAINT subscriber_token_hash_sha256 CHECK (octet_length(hash) = 32),
    CONSTRAINT subscriber_token_rotated_whole CHECK (num_nulls(rotated_at, closes_at, last_entry) IN (0, 3)),
    CONSTRAINT subscriber_token_rotated_milliseconds CHECK (rotated_at = date_trunc('milliseconds', rotated_at)),
    CONSTRAINT subscriber_token_closes_after_rotation CHECK (closes_at >= rotated_at)
);

CREATE UNIQUE INDEX subscriber_token_selector ON subscriber_token (substring(hash FROM 1 FOR 8));

-- Accepted findings, append-only: of each fingerprint the row recorded last among those decided by a day counts on that
-- day. It accepts the finding up to "until", as long as the digest of the facts under it is "facts"; a row of kind
-- withdrawn takes the acceptance before it back. The fingerprint names one list, "controller".
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

-- What counts of a list, newest last.
CREATE INDEX finding_acceptance_of_list ON finding_acceptance (controller, fingerprint, seq);

-- What customers object to: a notice, inside its window. "unverified" came without a credential and holds nothing until
-- staff confirm it; while one is "open", what it holds does not take effect for that list; the others are outcomes, of
-- which "withdrawn" is no decision about it: all that it was about was withdrawn. The reason is the objector's own words
-- and "person" the contact: both can be corrected and erased, all else stays.
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
    CONSTRAINT objection_status CHECK (
        status IN ('unverified', 'open', 'rejected', 'not_engaged', 'terminated', 'withdrawn')
    ),
    CONSTRAINT objection_decided_by_status CHECK (
        num_nulls(decided_at, decided_by) = CASE WHEN status IN ('unverified', 'open') THEN 2 ELSE 0 END
    )
);

CREATE UNIQUE INDEX objection_open_once ON objection (notice) WHERE status = 'open';

CREATE INDEX objection_of_notice ON objection (notice);

-- Which planned changes ("held") an objection keeps from taking effect for an engagement of its list, since when and
-- until which day: null while the objection is open. "fields" are those of the change that are held; null is all that it
-- decides.
CREATE TABLE objection_hold (
    objection uuid NOT NULL REFERENCES objection (id),
    held uuid NOT NULL REFERENCES change (id),
    engagement bigint NOT NULL REFERENCES subject (id),
    held_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    until date,
    fields text [],
    PRIMARY KEY (engagement, held, objection)
);

CREATE INDEX objection_hold_of_objection ON objection_hold (objection);

CREATE INDEX objection_hold_of_change ON objection_hold (held);

-- The changes of engagements that nobody decided: they let it read as if what is held had not been decided.
CREATE TABLE holding (
    change uuid PRIMARY KEY REFERENCES change (id)
);

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME;
END
$$;

CREATE TRIGGER change_append_only
BEFORE UPDATE OF
    seq, id, subject, recorded_at, actor, kind, manner, effective_on, present, before, after, material, withdraws, chain,
    place, predecessor, reason_digest, hash
OR DELETE OR TRUNCATE ON change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER change_reason_only_erased BEFORE UPDATE OF reason, reason_salt ON change
FOR EACH ROW WHEN (NEW.reason IS NOT NULL OR NEW.reason_salt IS NOT NULL) EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER checkpoint_head_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint_head
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER notice_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER feed_archive_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON feed_archive
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER notice_change_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON notice_change
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TRIGGER finding_acceptance_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON finding_acceptance
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

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
    IF OLD.status = 'unverified' AND NEW.status IN ('not_engaged', 'terminated') THEN
        RAISE EXCEPTION 'an objection that nobody confirmed is confirmed first';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER objection_keeps BEFORE UPDATE ON objection
FOR EACH ROW EXECUTE FUNCTION keep_objection();

CREATE TRIGGER objection_not_deleted BEFORE DELETE OR TRUNCATE ON objection
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE FUNCTION keep_hold() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.objection, NEW.held, NEW.engagement, NEW.held_at, NEW.fields)
        IS DISTINCT FROM (OLD.objection, OLD.held, OLD.engagement, OLD.held_at, OLD.fields) OR OLD.until IS NOT NULL
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

CREATE TRIGGER holding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON holding
FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
