"""Mailboxes watched over IMAP: every message fetched once, whatever breaks."""
