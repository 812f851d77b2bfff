"""Who looked at whom, and why."""
