"""What queueing theory proves, worked out from parameters alone, against the simulator's intervals."""
