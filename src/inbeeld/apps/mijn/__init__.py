"""For a parent or a youth: what we know of their child or of themselves, and who looked (AVG art. 12-16)."""
