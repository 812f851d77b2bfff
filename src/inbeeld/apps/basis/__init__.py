"""What every app stands on: keys, encryption, base models, loading in bulk. Knows no app; every app may import it."""
