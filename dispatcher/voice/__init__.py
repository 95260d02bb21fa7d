"""Calls come in here: an HTTP API any PBX can use, and a line simulator that uses it from outside."""
