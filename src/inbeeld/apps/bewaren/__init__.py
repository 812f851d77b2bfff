"""How long what we know of youths may be kept, and destroying it for good when that time is over."""
