-- Rows that every notice moves have room for their next version beside them; pages that are full get it as their rows move on
-- depends: 0013_key_lifetime

-- migrate: apply

ALTER TABLE subject SET (fillfactor = 45);
ALTER TABLE feed SET (fillfactor = 45);

-- migrate: rollback

ALTER TABLE feed RESET (fillfactor);
ALTER TABLE subject RESET (fillfactor);
