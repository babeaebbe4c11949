"""What this site itself adds to the evidence: study rows, proposed by one, reviewed by another."""
