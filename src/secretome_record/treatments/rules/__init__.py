"""What speaks against a plan, a reservation, a session, a match and a dose: plain rules."""
