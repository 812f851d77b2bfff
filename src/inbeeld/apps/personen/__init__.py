"""The youths: who they are, in every version a source gave."""
