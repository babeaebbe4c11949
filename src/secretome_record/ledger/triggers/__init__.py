"""Database triggers: what captures every write, and what the database itself refuses."""
