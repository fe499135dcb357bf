"""Answers composed from a record, never generated freely."""
