-- What people did, as a projection of the custody log. Portable: SQLite and PostgreSQL.
CREATE TABLE source (
    name        TEXT PRIMARY KEY,
    basis       TEXT NOT NULL,
    purpose     TEXT NOT NULL,
    retain_days BIGINT NOT NULL,
    country     TEXT
);

CREATE TABLE decision (
    seq        BIGINT PRIMARY KEY,
    lead_id    TEXT NOT NULL,
    reviewer   TEXT NOT NULL,
    verdict    TEXT NOT NULL,
    why        TEXT NOT NULL,
    decided_at BIGINT NOT NULL
);

CREATE INDEX decision_lead ON decision (lead_id);

CREATE TABLE audit (
    seq  BIGINT PRIMARY KEY,
    who  TEXT NOT NULL,
    what TEXT NOT NULL,
    why  TEXT NOT NULL,
    at   BIGINT NOT NULL
);

-- One row: how many entries of the custody log are in these tables.
CREATE TABLE applied (
    entries BIGINT NOT NULL
);

INSERT INTO applied (entries) VALUES (0);
