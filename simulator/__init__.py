"""What would happen if: a SimPy world around the very engine that runs the live centre."""
