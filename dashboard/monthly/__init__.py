"""The report of a month or a week: one file that needs nothing else, in the reader's language."""
