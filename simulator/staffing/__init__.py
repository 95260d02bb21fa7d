"""How many agents a scenario needs, interval by interval, to keep its promises at least cost."""
