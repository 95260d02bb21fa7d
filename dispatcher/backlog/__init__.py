"""How letters come and are answered hour by hour, and when those that wait will be."""
