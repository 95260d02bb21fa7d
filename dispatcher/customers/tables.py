"""The tables of customers, in the journal's own file: who came is durable with the fact that they came."""

from typing import Final

SCHEMA: Final = """
-- `version` grows with each change, so that an older one replaces no newer.
CREATE TABLE IF NOT EXISTS customer (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    tier     TEXT NOT NULL,
    language TEXT NOT NULL,
    external TEXT NOT NULL,
    notes    TEXT NOT NULL,
    since    INTEGER NOT NULL,
    version  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What customers are known by; `claimed` is the name that came with it, which anybody can write.
CREATE TABLE IF NOT EXISTS customer_identity (
    kind     TEXT NOT NULL,
    value    TEXT NOT NULL,
    said     TEXT NOT NULL,
    claimed  TEXT NOT NULL,
    customer TEXT NOT NULL REFERENCES customer (id),
    since    INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS customer_identity_customer ON customer_identity (customer);

-- What letters say that may tell who else wrote them: a number in a signature, an order number in a form.
CREATE TABLE IF NOT EXISTS customer_evidence (
    what  TEXT NOT NULL,
    value TEXT NOT NULL,
    kind  TEXT NOT NULL,
    whose TEXT NOT NULL,
    PRIMARY KEY (what, value, kind, whose)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS customer_evidence_whose ON customer_evidence (kind, whose);

-- Contacts by whom they are from: what moves to another customer takes its contacts along. `said` is the
-- address or number as it came, `ended` NULL while the contact is open, `outcome` how it ended.
CREATE TABLE IF NOT EXISTS customer_contact (
    contact      TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    value        TEXT NOT NULL,
    said         TEXT NOT NULL,
    channel      TEXT NOT NULL,
    queue        TEXT NOT NULL,
    category     TEXT NOT NULL,
    conversation TEXT NOT NULL,
    subject      TEXT NOT NULL,
    at           INTEGER NOT NULL,
    agent        TEXT NOT NULL,
    taken        INTEGER,
    handled      INTEGER NOT NULL,
    replied      INTEGER NOT NULL,
    ended        INTEGER,
    outcome      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS customer_contact_whose ON customer_contact (kind, value, at);
CREATE INDEX IF NOT EXISTS customer_contact_open ON customer_contact (at) WHERE ended IS NULL;

-- Who had which contact in hand last, and when: agents see the customers of what they had today.
CREATE TABLE IF NOT EXISTS customer_hand (
    agent   TEXT NOT NULL,
    contact TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (agent, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS customer_hand_at ON customer_hand (at);

-- What people did about who is who, as JSON, so that it can be undone.
CREATE TABLE IF NOT EXISTS customer_change (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    by     TEXT NOT NULL,
    body   BLOB NOT NULL,
    undone INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS customer_changed (
    customer TEXT NOT NULL,
    number   INTEGER NOT NULL REFERENCES customer_change (number),
    PRIMARY KEY (customer, number)
) STRICT, WITHOUT ROWID;

-- Two that a person said are not one.
CREATE TABLE IF NOT EXISTS customer_apart (
    one   TEXT NOT NULL,
    other TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

-- New customers' ids are made with it; it is made anew when somebody is forgotten, so that whoever comes
-- back afterwards is somebody new.
CREATE TABLE IF NOT EXISTS customer_key (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB NOT NULL
) STRICT;
INSERT OR IGNORE INTO customer_key VALUES (1, randomblob(32));
"""
