"""The law as pages: every rule with its article, its numbers by date, and the cases as examples."""
