"""The fault campaign: days by chance in centres by chance, each step held against the laws."""
