"""One module for each sort of reference page; each has `page() -> str` functions without side effects."""
