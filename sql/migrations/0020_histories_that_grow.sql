-- What a list was told, and what did not wait for a notice period, are looked up: no history of others is gone through
-- depends: 0019_objection_confirmed_first

-- migrate: apply

CREATE INDEX change_waived ON change (subject, effective_on) WHERE manner = 'waived' AND kind IN ('added', 'changed');

CREATE INDEX notice_change_of_notice ON notice_change (notice);

-- migrate: rollback

DROP INDEX notice_change_of_notice;

DROP INDEX change_waived;
