"""What a raw message says: its words, ids, people, language. Pure, and nothing here trusts the sender."""
