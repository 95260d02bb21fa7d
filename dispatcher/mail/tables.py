"""The tables of mail, in the journal's own file: a message and its fact become durable together."""

from typing import Final

# The key is made by the store itself, once; whoever has the file has the conversations anyway.
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS mail_message (
    id           TEXT PRIMARY KEY,
    contact      TEXT,
    conversation TEXT,
    direction    TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    automatic    INTEGER NOT NULL,
    message_id   TEXT NOT NULL,
    sender       TEXT NOT NULL,
    recipient    TEXT NOT NULL,
    subject      TEXT NOT NULL,
    text         TEXT NOT NULL,
    at           INTEGER NOT NULL,
    raw          BLOB NOT NULL,
    sha256       TEXT NOT NULL UNIQUE,
    content      TEXT NOT NULL,
    account      TEXT NOT NULL,
    folder       TEXT NOT NULL,
    uidvalidity  INTEGER,
    uid          INTEGER,
    verdict      TEXT NOT NULL,
    rule         TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mail_message_contact ON mail_message (contact, at);
CREATE INDEX IF NOT EXISTS mail_message_conversation ON mail_message (conversation, at);
CREATE INDEX IF NOT EXISTS mail_message_message_id ON mail_message (message_id);
CREATE INDEX IF NOT EXISTS mail_message_uid ON mail_message (account, folder, uidvalidity, uid);
-- What machines of ours answered, without what they told colleagues; the index before had both.
DROP INDEX IF EXISTS mail_message_automatic;
CREATE INDEX IF NOT EXISTS mail_message_machine ON mail_message (at)
    WHERE direction = 'out' AND automatic = 1 AND verdict = 'acknowledgement';
CREATE INDEX IF NOT EXISTS mail_message_answered ON mail_message (recipient, at)
    WHERE direction = 'out' AND automatic = 1;
CREATE INDEX IF NOT EXISTS mail_message_answers ON mail_message (rule, at)
    WHERE direction = 'out' AND automatic = 1;

CREATE INDEX IF NOT EXISTS mail_message_verdict ON mail_message (verdict, at)
    WHERE direction = 'in';
CREATE INDEX IF NOT EXISTS mail_message_in ON mail_message (at) WHERE direction = 'in';

-- A message that came once more, byte for byte as the `first`; one that differs stands in mail_message.
CREATE TABLE IF NOT EXISTS mail_again (
    first       TEXT NOT NULL,
    at          INTEGER NOT NULL,
    account     TEXT NOT NULL,
    folder      TEXT NOT NULL,
    uidvalidity INTEGER,
    uid         INTEGER,
    rule        TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS mail_again_place ON mail_again (account, folder, uidvalidity, uid);
CREATE INDEX IF NOT EXISTS mail_again_at ON mail_again (at);

-- Why a quarantined message could not be let in, in words; `whole` is 0 where only its headers are kept,
-- `size` is that of the whole message, and `dropped` is when a person dropped it.
CREATE TABLE IF NOT EXISTS mail_set_aside (
    message TEXT PRIMARY KEY,
    why     TEXT NOT NULL,
    size    INTEGER NOT NULL,
    whole   INTEGER NOT NULL,
    dropped INTEGER
) STRICT;
-- Before there was this table the words stood in the place of the rule.
INSERT OR IGNORE INTO mail_set_aside
    SELECT id, rule, length(raw), rule NOT LIKE '%size_limit%', NULL FROM mail_message
    WHERE direction = 'in' AND verdict = 'quarantined' AND rule LIKE '% %';
UPDATE mail_message SET rule = CASE WHEN rule LIKE '%size_limit%' THEN 'too_large'
    WHEN rule LIKE 'given up%' THEN 'given_up' WHEN rule LIKE 'the message%' THEN 'unreadable'
    ELSE 'refused' END
    WHERE direction = 'in' AND verdict = 'quarantined' AND rule LIKE '% %';

CREATE TABLE IF NOT EXISTS mail_outbox (
    message       TEXT PRIMARY KEY REFERENCES mail_message (id),
    contact       TEXT NOT NULL,
    envelope_from TEXT NOT NULL,
    recipient     TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),
    tries         INTEGER NOT NULL,
    next_try      INTEGER NOT NULL,
    error         TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mail_outbox_due ON mail_outbox (next_try) WHERE state IN ('queued', 'sending');

CREATE TABLE IF NOT EXISTS mail_draft (
    contact TEXT PRIMARY KEY,
    text    TEXT NOT NULL,
    version INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;

-- An answer that asks to be approved; `comment` is NULL until it was returned to its author.
CREATE TABLE IF NOT EXISTS mail_held (
    message      TEXT PRIMARY KEY,
    contact      TEXT NOT NULL,
    conversation TEXT NOT NULL,
    author       TEXT NOT NULL,
    at           INTEGER NOT NULL,
    letter       BLOB NOT NULL,
    returned_by  TEXT NOT NULL,
    comment      TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS mail_held_contact ON mail_held (contact);

-- What was known of a letter when it came, as JSON; `contact` is the piece of work it became a part of.
CREATE TABLE IF NOT EXISTS mail_understood (
    message TEXT PRIMARY KEY,
    contact TEXT NOT NULL,
    body    BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS mail_understood_contact ON mail_understood (contact);

CREATE TABLE IF NOT EXISTS mail_sweep (
    account     TEXT NOT NULL,
    folder      TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    PRIMARY KEY (account, folder, uidvalidity)
) STRICT;

-- What is fetched and not dealt with, or dealt with and not marked as read; see dispatcher/mail/sweep.py.
CREATE TABLE IF NOT EXISTS mail_in_hand (
    account     TEXT NOT NULL,
    folder      TEXT NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    tries       INTEGER NOT NULL,
    dealt       INTEGER NOT NULL,
    PRIMARY KEY (account, folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;

-- When each supervisor was written to last, and of what: a stop leads to no second message about the same.
CREATE TABLE IF NOT EXISTS mail_escalation (
    address TEXT PRIMARY KEY,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mail_escalated (
    address TEXT NOT NULL,
    rule    TEXT NOT NULL,
    contact TEXT NOT NULL,
    promise TEXT NOT NULL,
    number  INTEGER NOT NULL,
    PRIMARY KEY (address, rule, contact, promise, number)
) STRICT, WITHOUT ROWID;

-- When automatic letters stopped, as `most` had left within an hour, until when, how many letters were `held`
-- without one meanwhile, and who was told: 0 nobody, 1 that it stopped, 2 that it is over.
CREATE TABLE IF NOT EXISTS mail_breaker (
    at    INTEGER PRIMARY KEY,
    until INTEGER NOT NULL,
    most  INTEGER NOT NULL,
    held  INTEGER NOT NULL,
    told  INTEGER NOT NULL
) STRICT;

-- What came along with a message: its files as JSON, in their order, and whether it has HTML.
CREATE TABLE IF NOT EXISTS mail_files (
    message TEXT PRIMARY KEY,
    files   BLOB NOT NULL,
    html    INTEGER NOT NULL
) STRICT;

-- The template an answer was begun from, its parts as JSON; forgotten with the draft.
CREATE TABLE IF NOT EXISTS mail_begun (
    contact  TEXT PRIMARY KEY,
    template TEXT NOT NULL,
    name     TEXT NOT NULL,
    subject  TEXT NOT NULL,
    parts    BLOB NOT NULL
) STRICT;

-- Prepared answers that customers said did not help, by the link in them.
CREATE TABLE IF NOT EXISTS mail_refused (
    message TEXT PRIMARY KEY,
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Files that go out with an answer being written; forgotten with the draft.
CREATE TABLE IF NOT EXISTS mail_enclosed (
    id      TEXT NOT NULL,
    contact TEXT NOT NULL,
    name    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (contact, id)
) STRICT;

-- Whom besides its recipient a letter of ours goes to; `error` is what a server said against that one.
CREATE TABLE IF NOT EXISTS mail_copy (
    message TEXT NOT NULL,
    address TEXT NOT NULL,
    error   TEXT NOT NULL,
    PRIMARY KEY (message, address)
) STRICT;

-- A message that was joined to another piece of work: what it `was` in, and how it is taken out again.
CREATE TABLE IF NOT EXISTS mail_joined (
    message      TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    was          TEXT NOT NULL,
    into_contact TEXT NOT NULL,
    at           INTEGER NOT NULL,
    by           TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS mail_joined_into ON mail_joined (into_contact);

CREATE TABLE IF NOT EXISTS mail_key (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    secret BLOB NOT NULL
) STRICT;
INSERT OR IGNORE INTO mail_key VALUES (1, randomblob(32));
"""
