-- Keys end, are rotated with an overlap, and can be bound to lists; secrets are found by a part of their hash
-- depends: 0012_notice_language

-- migrate: apply

ALTER TABLE api_key
ADD COLUMN controllers text [],
ADD COLUMN expires_at timestamptz,
ADD COLUMN rotated_at timestamptz,
ADD COLUMN created_by text NOT NULL DEFAULT 'cli',
ADD COLUMN revoked_by text,
ADD CONSTRAINT api_key_controllers CHECK (cardinality(controllers) > 0),
ADD CONSTRAINT api_key_expires_after_creation CHECK (expires_at >= created_at);

CREATE UNIQUE INDEX api_key_selector ON api_key (substring(hash FROM 1 FOR 8));

CREATE UNIQUE INDEX subscriber_token_selector ON subscriber_token (substring(hash FROM 1 FOR 8));

-- migrate: rollback

DROP INDEX subscriber_token_selector;

DROP INDEX api_key_selector;

UPDATE api_key
SET revoked_at = coalesce(revoked_at, expires_at, clock_timestamp())
WHERE controllers IS NOT NULL OR expires_at IS NOT NULL;

ALTER TABLE api_key
DROP COLUMN controllers,
DROP COLUMN expires_at,
DROP COLUMN rotated_at,
DROP COLUMN created_by,
DROP COLUMN revoked_by;
