"""What customers find without logging in: the page of articles, and the form. Pages that need no script."""
