"""On what ground a file is open, and whether those it is about know."""
