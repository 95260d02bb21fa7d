"""Intake under fire: a real dispatcher killed again and again while it reads a real server's mailboxes."""
