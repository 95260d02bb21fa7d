"""What a letter is about, and how urgent: by its own words, a manager's rules, and what others taught.

Pure: whoever lets a message in asks here, and so does whoever only wants to look.
"""
