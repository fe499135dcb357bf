"""Sets the product up and starts it."""
