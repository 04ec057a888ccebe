-- Keys of the compliance API. Only hashes are stored.

-- name: create_key!
-- Keep the hash of a new key.
INSERT INTO api_key (id, hash, label, scopes)
VALUES (:id, :hash, :label, :scopes);

-- name: key_by_hash^
-- The key that a hash belongs to.
SELECT id, label, scopes, revoked_at
FROM api_key
WHERE hash = :hash;

-- name: keys_all
-- All keys, oldest first.
SELECT id, label, scopes, created_at, revoked_at, last_used_on
FROM api_key
ORDER BY created_at, id;

-- name: revoke_key!
-- Close a key for good.
UPDATE api_key
SET revoked_at = clock_timestamp()
WHERE id = :id AND revoked_at IS NULL;

-- name: use_key!
-- Note the day of a key's last use.
UPDATE api_key
SET last_used_on = (clock_timestamp() AT TIME ZONE 'UTC')::date
WHERE id = :id AND last_used_on IS DISTINCT FROM (clock_timestamp() AT TIME ZONE 'UTC')::date;
