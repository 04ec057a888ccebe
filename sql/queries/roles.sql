-- Roles of the database: who owns it, and who serves.

-- name: name_in_setting!
-- Name something to the rest of the transaction, in a setting of its own.
SELECT set_config(:name, :value, TRUE);

-- name: present_role$
-- The role that a connection has.
SELECT current_user;
