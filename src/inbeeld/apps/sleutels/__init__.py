"""Which key an organisation's search indexes are made with."""
