"""The pages. Each module has a `path`, a `title` and an async `layout(request)` that gives Dash components."""
