"""What we write: answers, receipts, and what is kept of them until they may leave."""
