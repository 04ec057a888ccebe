-- A plan that a connection keeps looks rows up by index, also where it was made while the tables were small
-- depends: 0017_later_days

-- migrate: apply

ALTER FUNCTION linked (change) SET enable_seqscan = off;

ALTER TABLE subject SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);
ALTER TABLE change SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);
ALTER TABLE version SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);
ALTER TABLE feed SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);
ALTER TABLE notice SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);
ALTER TABLE notice_change SET (autovacuum_vacuum_threshold = 1000, autovacuum_analyze_threshold = 1000);

-- migrate: rollback

ALTER TABLE notice_change RESET (autovacuum_vacuum_threshold, autovacuum_analyze_threshold);
ALTER TABLE notice RESET (autovacuum_vacuum_threshold, autovacuum_analyze_threshold);
ALTER TABLE feed RESET (autovacuum_vacuum_threshold, autovacuum_analyze_threshold);
ALTER TABLE version RESET (autovacuum_vacuum_threshold, autovacuum_analyze_threshold);
ALTER TABLE change RESET (autovacuum_vacuum_threshold, autovacuum_analyze_threshold);
ALTER TABLE subject RESET (autovacuum_vacuum_threshold, autovacuum_analyze_threshold);

ALTER FUNCTION linked (change) RESET enable_seqscan;
