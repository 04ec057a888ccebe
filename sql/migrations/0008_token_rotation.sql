-- A subscriber token that is rotated says so in a last entry of its feed, and closes on a day
-- depends: 0007_objection

-- migrate: apply

ALTER TABLE subscriber_token
ADD COLUMN rotated_at timestamptz,
ADD COLUMN closes_at timestamptz,
ADD COLUMN last_entry uuid,
ADD CONSTRAINT subscriber_token_rotated_whole CHECK (num_nulls(rotated_at, closes_at, last_entry) IN (0, 3)),
ADD CONSTRAINT subscriber_token_rotated_milliseconds CHECK (rotated_at = date_trunc('milliseconds', rotated_at)),
ADD CONSTRAINT subscriber_token_closes_after_rotation CHECK (closes_at >= rotated_at);

-- migrate: rollback

ALTER TABLE subscriber_token DROP COLUMN rotated_at, DROP COLUMN closes_at, DROP COLUMN last_entry;
