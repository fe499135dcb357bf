"""Handling of Vietnamese text: what people type and say becomes what the catalogue writes."""
