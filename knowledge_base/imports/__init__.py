"""Reads lists and sheets of others and makes drafts of changes; never touches the catalogue."""
