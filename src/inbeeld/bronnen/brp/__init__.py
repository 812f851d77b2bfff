"""Deliveries of the persons register (BRP)."""
