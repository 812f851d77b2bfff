"""Everything that is known of one person, for that person: AVG art. 15."""
