-- What lists were told, what was waived, and what is known now are looked up: no other history is gone through
-- depends: 0019_objection_confirmed_first

-- migrate: apply

CREATE INDEX change_waived ON change (subject, effective_on) WHERE manner = 'waived' AND kind IN ('added', 'changed');

CREATE INDEX notice_change_of_notice ON notice_change (notice, change);

CREATE INDEX version_known_until ON version (subject, coalesce(upper(effective), 'infinity')) INCLUDE (effective)
WHERE upper_inf(recorded);

CREATE INDEX version_engaging ON version (subject)
WHERE upper_inf(recorded) AND document -> 'engages' <> 'null';

-- migrate: rollback

DROP INDEX version_engaging;

DROP INDEX version_known_until;

DROP INDEX notice_change_of_notice;

DROP INDEX change_waived;
