"""The commands of `ringpost`, by what they are about; `dashboard.cli` puts them together.

What takes time to import is imported inside the commands: `--help` answers at once.
"""
