"""The way out: the outbox, and whoever drains it into an SMTP server."""
