"""Builds the sentence encoder that the search carries: ``make encoder``."""
