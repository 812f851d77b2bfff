"""The worker's jobs: what they do, in which order, and what happens when one is killed."""
