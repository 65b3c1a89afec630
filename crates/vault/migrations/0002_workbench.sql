-- What people do at the workbench, as a projection of the custody log.
CREATE TABLE act (
    seq    BIGINT PRIMARY KEY,
    kind   TEXT NOT NULL,
    about  TEXT NOT NULL,
    value  TEXT NOT NULL,
    who    TEXT NOT NULL,
    why    TEXT NOT NULL,
    at     BIGINT NOT NULL,
    undone BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX act_about ON act (kind, about);

ALTER TABLE decision ADD COLUMN undone BIGINT NOT NULL DEFAULT 0;

CREATE INDEX audit_who ON audit (who);

-- What is kept beside the log because it must be able to go, or to stay secret: accounts, sessions,
-- words of notes. `expires` is 0 where it does not.
CREATE TABLE kept (
    kind    TEXT NOT NULL,
    key     TEXT NOT NULL,
    value   TEXT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (kind, key)
);

-- One row: whose custody log this is, so that no other vault is projected into it.
CREATE TABLE vault (
    verifier TEXT NOT NULL
);
