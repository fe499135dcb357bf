"""The ward itself: its name, its desk, its groups of counters."""
