"""The pure engine: told the time, handed a request, it answers with facts. No I/O, no clock, no chance."""
