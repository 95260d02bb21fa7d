"""One message on its way in: judged, and durable together with what it leads to."""
