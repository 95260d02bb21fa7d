"""A real day over again under another policy: the same customers and the same agents, on the live engine."""
