"""Text as it is spoken in Vietnamese, and what was heard as it is written."""
