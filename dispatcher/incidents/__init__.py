"""What people note about a stretch of time, so that its numbers are understood later."""
