"""Devices of the lobby, and the missions of its robots."""
