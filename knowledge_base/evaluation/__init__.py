"""Measures the search against questions whose answers are known."""
