"""What every entry must satisfy: one rule a file, a check that asks no database."""
