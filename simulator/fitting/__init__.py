"""A scenario from what the centre's own log has seen: who came, what work took, how patient callers were."""
