"""Letters by state and topic: pure questions to the live picture."""
