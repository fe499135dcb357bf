"""Rasa graph components for Vietnamese."""
