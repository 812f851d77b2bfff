"""Deliveries of DUO: the monthly reports, the P- and C-levering, and absence reports."""
