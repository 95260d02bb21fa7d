"""What Prometheus is told: declared once, counted on the way, and read from the picture when it is asked."""
