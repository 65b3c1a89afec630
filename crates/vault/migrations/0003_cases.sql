-- Cases as a projection of the custody log. Of titles, notes and tasks only digests: the words are
-- in `kept`. Empty text, or 0, stands for none.
CREATE TABLE case_file (
    number     BIGINT PRIMARY KEY,
    title      TEXT NOT NULL,
    purpose    TEXT NOT NULL,
    basis      TEXT NOT NULL,
    review     TEXT NOT NULL,
    owner      TEXT NOT NULL,
    opened_at  BIGINT NOT NULL,
    outcome    TEXT NOT NULL DEFAULT '',
    keep_until TEXT NOT NULL DEFAULT '',
    closed_by  TEXT NOT NULL DEFAULT '',
    closed_at  BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE case_member (
    number BIGINT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (number, person)
);

CREATE TABLE case_lead (
    number  BIGINT NOT NULL,
    lead_id TEXT NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (number, lead_id)
);

CREATE TABLE note (
    seq    BIGINT PRIMARY KEY,
    number BIGINT NOT NULL,
    words  TEXT NOT NULL,
    who    TEXT NOT NULL,
    at     BIGINT NOT NULL
);

CREATE INDEX note_number ON note (number);

CREATE TABLE task (
    seq     BIGINT PRIMARY KEY,
    number  BIGINT NOT NULL,
    words   TEXT NOT NULL,
    person  TEXT NOT NULL,
    due     TEXT NOT NULL,
    who     TEXT NOT NULL,
    at      BIGINT NOT NULL,
    done_by TEXT NOT NULL DEFAULT '',
    done_at BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX task_number ON task (number);

CREATE INDEX task_person ON task (person, done_at);

-- Values that count as a reason no more, by digest.
CREATE TABLE muted (
    digest TEXT PRIMARY KEY,
    seq    BIGINT NOT NULL,
    who    TEXT NOT NULL,
    at     BIGINT NOT NULL
);

CREATE INDEX act_of ON act (about, seq);
