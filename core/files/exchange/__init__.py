"""How files travel: one transport per protocol, one way to tell what went wrong."""
