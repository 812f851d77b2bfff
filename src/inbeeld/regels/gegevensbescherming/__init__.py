"""Whose data they are: who exercises the rights of a youth."""
