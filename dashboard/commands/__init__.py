"""The `ringpost` commands that are more than a few lines; `dashboard.cli` registers them."""
