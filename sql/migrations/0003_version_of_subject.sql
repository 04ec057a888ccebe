-- The versions of many subjects at a past moment are found by an index, too: the check over all lists
-- depends: 0002_finding_acceptance

-- migrate: apply

CREATE INDEX version_of_subject ON version (subject);

-- migrate: rollback

DROP INDEX version_of_subject;
