"""Acting from the board: what may be done to whom, every change as it is listed, and its undoing."""
