"""Who works here: organisations now, users and roles later."""
