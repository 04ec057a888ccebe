-- Roles of the database: who owns it, and who serves.

-- name: may_serve$
-- Whether the role of a connection may write to the register: what it may, it was given all at once.
SELECT has_table_privilege('public.change', 'INSERT');

-- name: name_in_setting!
-- Name something to the rest of the transaction, in a setting of its own.
SELECT set_config(:name, :value, TRUE);

-- name: present_role^
-- The role that a connection has, and which database of which start of a server it is in.
SELECT
    current_user AS role,
    pg_postmaster_start_time()::text || ' ' || (
        SELECT pg_database.oid::text
        FROM pg_database
        WHERE pg_database.datname = current_database()
    ) AS database;
