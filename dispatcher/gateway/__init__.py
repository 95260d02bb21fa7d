"""People connect here: a sans-IO session inside a thin WebSocket server."""
