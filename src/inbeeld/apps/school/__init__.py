"""What a school sees of its own pupils."""
