-- What a restore asks and does before there is a register. Its statements are put together from the catalogue: no
-- migration has to add its tables anywhere. What belongs to an extension is left alone.

-- name: analyze_all!
-- Let PostgreSQL count what came in, or its first plans would be those for empty tables.
ANALYZE;

-- name: clearing_statement$
-- The statement that drops all tables and functions there are; null where there are none.
SELECT string_agg(format('DROP %s IF EXISTS %s CASCADE', thing, name), '; ' ORDER BY thing DESC, name)
FROM (
    SELECT 'TABLE' AS thing, format('public.%I', relname) AS name, oid
    FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    UNION ALL
    SELECT 'FUNCTION', oid::regprocedure::text, oid
    FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
) AS found
WHERE NOT EXISTS (SELECT FROM pg_depend WHERE pg_depend.objid = found.oid AND pg_depend.deptype = 'e');

-- name: filled_statement$
-- The statement that names the tables which hold something, but for those of the migrations and those that empty by
-- themselves; null where there are no tables.
SELECT string_agg(
    format('SELECT %L AS name WHERE EXISTS (SELECT FROM public.%I)', relname, relname), ' UNION ALL ' ORDER BY relname
)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND relname NOT IN ('_pogo_migration', '_pogo_version', 'rate', 'touch');

-- name: locking_statement$
-- The statement that keeps everybody else off all tables there are; null where there are none.
SELECT 'LOCK TABLE ' || string_agg(format('public.%I', relname), ', ' ORDER BY relname)
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p');
