"""The documentation, and what prints the pages that are generated from the code."""
