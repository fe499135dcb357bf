"""Complaints: matters that the ward must answer."""
