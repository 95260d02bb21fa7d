"""Commands that are more than a call, each in a package of its own."""
