"""Queue tickets: numbers, states and the visitor's view of the line."""
