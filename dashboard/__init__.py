"""Shows: the pages, the agent's seat in a terminal, the demo, and the `ringpost` command."""
