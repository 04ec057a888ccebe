-- What callers spent of their rates, for all processes together.

-- name: forget_rates!
-- Let go of buckets that are full again.
DELETE FROM rate
WHERE full_at < clock_timestamp();

-- name: spend_rates
-- Add the seconds that were spent of buckets in the last age seconds, and give in how many each is full. Sorted: two
-- processes at once must not wait for each other in a circle.
INSERT INTO rate (bucket, full_at)
SELECT
    spent.bucket,
    now() + make_interval(secs => spent.seconds - :age::double precision)
FROM unnest(:buckets::bytea[], :seconds::double precision[]) AS spent (bucket, seconds)
ORDER BY spent.bucket
ON CONFLICT (bucket) DO UPDATE
SET full_at = excluded.full_at
    + greatest(rate.full_at - now() + make_interval(secs => :age::double precision), interval '0')
RETURNING bucket, extract(EPOCH FROM full_at - now())::double precision AS seconds;
