"""A live centre under fire: killed at any moment, its disk full. Nothing it said is taken back."""
