"""The monthly report: one file that needs nothing else, in the reader's language."""
