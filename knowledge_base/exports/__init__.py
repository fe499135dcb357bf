"""Writes the catalogue for people: the notice board's list and the public list of changes."""
