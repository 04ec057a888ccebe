-- What the role of the service may do, given anew by the owner after every migration to the role that the setting
-- subreg.service_role names: it owns nothing, makes no table, and rewrites nothing of what is append-only. Of every
-- table it may read all and add; what else it may is named here. A role that may do what the owner may, as a superuser,
-- a member of that role or because tables are still its own, would make all of this void: it is refused.
DO $$
DECLARE
    service text := quote_ident(current_setting('subreg.service_role'));
    owner name := (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'public.change'::regclass);
BEGIN
    IF pg_has_role(current_setting('subreg.service_role'), owner, 'MEMBER') THEN
        RAISE EXCEPTION 'The role % is to serve and may do all that the owner % may: it is a superuser, a member of '
            'that role, or the owner itself. Take that from it (docs/roles.md), or leave out SUBREG_OWNER_URL', service, owner;
    END IF;
    EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, %s', current_database(), service);
    EXECUTE 'REVOKE CREATE ON SCHEMA public FROM PUBLIC, ' || service;
    EXECUTE 'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM ' || service;
    EXECUTE 'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ' || service;
    EXECUTE 'GRANT USAGE ON SCHEMA public TO ' || service;
    EXECUTE 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO ' || service;
    EXECUTE 'GRANT INSERT ON
        subject, change, checkpoint, checkpoint_head, version, feed, notice, feed_archive, touch, rate, notice_change,
        person, api_key, subscriber_token, finding_acceptance, objection, objection_hold, holding
        TO ' || service;
    EXECUTE 'GRANT UPDATE (last_recorded_at) ON subject TO ' || service;
    EXECUTE 'GRANT UPDATE (recorded) ON version TO ' || service;
    EXECUTE 'GRANT UPDATE (title, author, language, revision, updated, modified, window_from) ON feed TO ' || service;
    EXECUTE 'GRANT UPDATE (until) ON objection_hold TO ' || service;
    EXECUTE 'GRANT UPDATE (reason, person, status, decided_at, decided_by, reply) ON objection TO ' || service;
    EXECUTE 'GRANT UPDATE (revoked_at, revoked_by, last_used_on, expires_at, rotated_at) ON api_key TO ' || service;
    EXECUTE 'GRANT UPDATE (revoked_at, last_used_on, rotated_at, closes_at, last_entry, last_words) ON subscriber_token
        TO ' || service;
    EXECUTE 'GRANT UPDATE, DELETE ON rate, person TO ' || service;
    EXECUTE 'GRANT DELETE ON touch TO ' || service;
END
$$;
