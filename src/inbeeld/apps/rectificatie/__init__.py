"""What a youth or parent says is not right (AVG art. 16 and 18), what was decided, and a note that stays with the fact."""
