"""The pages; what a page is, `dashboard.house` says."""
