"""Looking into the read log: what is unusual, who looked at whom, and what was told."""
