"""Watching over a running installation: is it alive, is it ready, how much does it do, what does it say. Never about whom."""
