"""`ringpost doctor`: looks at everything an operator would be asked about, and changes nothing."""
