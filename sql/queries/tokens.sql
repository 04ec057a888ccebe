-- Subscriber tokens of private lists. Only hashes are stored.

-- name: create_token!
-- Keep the hash of a new token.
INSERT INTO subscriber_token (id, controller, hash, label)
VALUES (:id, :controller, :hash, :label);

-- name: revoke_token!
-- Close a token for good, and have readers of its list looked at anew.
WITH closed AS (
    UPDATE subscriber_token
    SET revoked_at = clock_timestamp()
    WHERE id = :id AND revoked_at IS NULL
    RETURNING controller
)

INSERT INTO touch (controllers)
SELECT array[closed.controller]
FROM closed;

-- name: rotate_token^
-- Let a token close after some days, and have readers of its list looked at anew.
WITH rotated AS (
    UPDATE subscriber_token
    SET rotated_at = date_trunc('milliseconds', clock_timestamp()),
        closes_at = date_trunc('milliseconds', clock_timestamp()) + make_interval(days => :days),
        last_entry = :last_entry
    WHERE id = :id AND revoked_at IS NULL AND rotated_at IS NULL
    RETURNING controller, label, closes_at
),

touched AS (
    INSERT INTO touch (controllers)
    SELECT array[rotated.controller]
    FROM rotated
)

SELECT controller, label, closes_at
FROM rotated;

-- name: say_last_words!
-- Keep what the last entry of a token's feed says.
UPDATE subscriber_token
SET last_words = :last_words::jsonb
WHERE id = :id;

-- name: token_by_hash^
-- The token whose hash begins as this one does.
SELECT id, hash, controller, label, revoked_at, rotated_at, closes_at, last_entry, last_words
FROM subscriber_token
WHERE substring(hash FROM 1 FOR 8) = substring(:hash::bytea FROM 1 FOR 8);

-- name: tokens_all
-- All tokens, by list.
SELECT id, controller, label, created_at, revoked_at, last_used_on, rotated_at, closes_at
FROM subscriber_token
ORDER BY controller, created_at, id;

-- name: use_token!
-- Note the day of a token's last use.
UPDATE subscriber_token
SET last_used_on = (clock_timestamp() AT TIME ZONE 'UTC')::date
WHERE id = :id AND last_used_on IS DISTINCT FROM (clock_timestamp() AT TIME ZONE 'UTC')::date;
