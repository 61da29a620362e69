"""Matching (*lettrage*): tie the lines of an account that settle each other. See each module."""
