"""Deliveries of school administrations (leerlingadministratiesystemen)."""
