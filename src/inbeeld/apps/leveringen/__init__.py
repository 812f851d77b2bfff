"""The delivery desk: takes deliveries in, gives receipts, keeps what could not be used."""
