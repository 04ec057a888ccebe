-- Contacts of persons, apart from the log.

-- name: people_by_id
-- Contacts by their ids.
SELECT id, name, position, email, address
FROM person
WHERE id = ANY(:ids::uuid[]);

-- name: record_people!
-- Keep contacts.
INSERT INTO person (id, name, position, email, address)
SELECT given.id, given.name, given.position, given.email, given.address
FROM jsonb_to_recordset(:people::jsonb) AS given (id uuid, name text, position text, email text, address text);
