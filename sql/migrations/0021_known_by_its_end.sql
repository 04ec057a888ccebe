-- What is known now is looked up by the day on which it ends alone
-- depends: 0020_histories_that_grow

-- migrate: apply

-- Apart from 0020, whose locks let readers by: a writer that has read versions and waits for those would be waited for.
DROP INDEX version_known_now;

ALTER INDEX version_known_until RENAME TO version_known_now;

-- migrate: rollback

ALTER INDEX version_known_now RENAME TO version_known_until;

CREATE INDEX version_known_now ON version (subject) WHERE upper_inf(recorded);
