-- The audit log tells decisions, acts, sources and erasures too, each line with its kind. All tables
-- here are a projection of the custody log: emptied, they are filled again when the vault is opened.
DROP TABLE audit;

CREATE TABLE audit (
    seq  BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    who  TEXT NOT NULL,
    what TEXT NOT NULL,
    why  TEXT NOT NULL,
    at   BIGINT NOT NULL
);

CREATE INDEX audit_who ON audit (who, kind);

DELETE FROM source;
DELETE FROM decision;
DELETE FROM act;
DELETE FROM case_file;
DELETE FROM case_member;
DELETE FROM case_lead;
DELETE FROM note;
DELETE FROM task;
DELETE FROM muted;

UPDATE applied SET entries = 0;
