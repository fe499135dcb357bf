"""What is to be told elsewhere: stored with what caused it, delivered at least once."""
