"""The facts about youths, as the registers state them, on both time axes."""
