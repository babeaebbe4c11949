"""NanoSight NTA experiment summaries, software 3.2 and 3.4."""
