"""Who writes and who calls: one customer over all addresses and numbers, known by an id that says nothing.

Facts name customers by that id alone. Addresses and names stand in tables of their own, where they can be
read, corrected, and forgotten.
"""
