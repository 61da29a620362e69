"""The demonstration: an invented agency, and the one-off direct debit played from end to end."""
