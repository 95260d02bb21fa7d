"""Mail looked at and left alone: a folder of messages through the intake's own judging, dry."""
