"""Plans, sessions, the bedside check and the given dose."""
