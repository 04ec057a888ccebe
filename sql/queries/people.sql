-- Contacts of persons, apart from the log.

-- name: erase_objector_words^
-- Erase what a person wrote in objections, and the answers.
UPDATE objection
SET reason = NULL, reply = NULL
WHERE person = :id
RETURNING id;

-- name: erase_person^
-- Erase a contact.
DELETE FROM person
WHERE id = :id
RETURNING id;

-- name: people_by_id
-- Contacts by their ids.
SELECT id, name, position, email, address
FROM person
WHERE id = ANY(:ids::uuid[]);

-- name: people_like
-- Contacts in which these words stand, in whatever case, and how many objections they filed.
SELECT
    person.id, person.name, person.position, person.email, person.address, person.recorded_at,
    (SELECT count(*) FROM objection WHERE objection.person = person.id) AS objections
FROM person
WHERE position(lower(:words) IN lower(concat_ws(E'\n', person.name, person.position, person.email, person.address))) > 0
ORDER BY person.recorded_at, person.id;

-- name: record_people!
-- Keep contacts.
INSERT INTO person (id, name, position, email, address)
SELECT given.id, given.name, given.position, given.email, given.address
FROM jsonb_to_recordset(:people::jsonb) AS given (id uuid, name text, position text, email text, address text);
