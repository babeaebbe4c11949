"""Stock: where each vial lies, who put it there, and what is left of each lot."""
