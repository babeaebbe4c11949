"""The secretome command: translates words into calls, nothing else."""
