"""Today's list: of everyone who needs us, one line each, in the order that a rule gives."""
