-- Reads of a day begin at their subjects, by one function instead of a subquery in each
-- depends: 0003_version_of_subject

-- migrate: apply

CREATE FUNCTION version_on(of_subject bigint, day date, moment timestamptz)
RETURNS TABLE (document jsonb, effective daterange) LANGUAGE sql STABLE ROWS 1 AS $$
SELECT version.document, version.effective
FROM version
WHERE version.subject = of_subject AND version.effective @> day AND version.recorded @> moment
OFFSET 0
$$;

-- migrate: rollback

DROP FUNCTION version_on;
