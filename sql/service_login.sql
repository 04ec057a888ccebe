-- The role of the service on the embedded PostgreSQL, made by its superuser; settings name the role and its password.
DO $$
DECLARE
    service text := current_setting('subreg.service_role');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('subreg.service_role'));
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
        EXECUTE format('CREATE ROLE %I', service);
    END IF;
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', service, current_setting('subreg.service_password'));
END
$$;
