-- Keys of the compliance API. Only hashes are stored.

-- name: create_key!
-- Keep the hash of a new key.
INSERT INTO api_key (id, hash, label, scopes, controllers, created_by, expires_at)
VALUES (
    :id, :hash, :label, :scopes, :controllers::text[], :created_by,
    clock_timestamp() + make_interval(days => :days::integer)
);

-- name: key_by_hash^
-- The key whose hash begins as this one does, whether it opens anything now, and whether its use today was noted.
SELECT
    id, hash, scopes, controllers,
    revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()) AS is_open,
    last_used_on IS NOT DISTINCT FROM (clock_timestamp() AT TIME ZONE 'UTC')::date AS is_used_today
FROM api_key
WHERE substring(hash FROM 1 FOR 8) = substring(:hash::bytea FROM 1 FOR 8);

-- name: key_by_hash_with_standing^
-- The same, and how what an answer rests on stands (standing in subjects.sql): one question instead of two.
SELECT
    id, hash, scopes, controllers,
    revoked_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp()) AS is_open,
    last_used_on IS NOT DISTINCT FROM (clock_timestamp() AT TIME ZONE 'UTC')::date AS is_used_today,
    array_send(ARRAY(SELECT last_recorded_at FROM subject WHERE id = ANY(:heads::bigint[]) ORDER BY id)) AS stamps,
    (SELECT count(*) FROM person WHERE id = ANY(:people::uuid[])) AS people,
    pg_postmaster_start_time() AS server_began_at
FROM api_key
WHERE substring(hash FROM 1 FOR 8) = substring(:hash::bytea FROM 1 FOR 8);

-- name: keys_all
-- All keys, oldest first.
SELECT
    id, label, scopes, controllers, created_at, created_by, expires_at, rotated_at, revoked_at, revoked_by, last_used_on
FROM api_key
ORDER BY created_at, id;

-- name: revoke_key!
-- Close a key for good.
UPDATE api_key
SET revoked_at = clock_timestamp(), revoked_by = :revoked_by
WHERE id = :id AND revoked_at IS NULL;

-- name: rotate_key^
-- Make a key in the place of another, for as long a time, and let the other one end after some days at most.
WITH old AS (
    SELECT id, label, scopes, controllers, expires_at - created_at AS lifetime
    FROM api_key
    WHERE id = :id AND revoked_at IS NULL AND rotated_at IS NULL
        AND (expires_at IS NULL OR expires_at > clock_timestamp())
    FOR UPDATE
), ending AS (
    UPDATE api_key
    SET rotated_at = clock_timestamp(),
        expires_at = least(api_key.expires_at, clock_timestamp() + make_interval(days => :days))
    FROM old
    WHERE api_key.id = old.id
)

INSERT INTO api_key (id, hash, label, scopes, controllers, created_by, expires_at)
SELECT :new_id, :hash, old.label, old.scopes, old.controllers, :created_by, clock_timestamp() + old.lifetime
FROM old
RETURNING id;

-- name: use_key!
-- Note the day of a key's last use.
UPDATE api_key
SET last_used_on = (clock_timestamp() AT TIME ZONE 'UTC')::date
WHERE id = :id AND last_used_on IS DISTINCT FROM (clock_timestamp() AT TIME ZONE 'UTC')::date;
