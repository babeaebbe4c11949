"""Pages about patients: open to anyone, behind a private link, and for the staff."""
