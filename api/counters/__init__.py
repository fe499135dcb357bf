"""Counters: who sits there, and what clerks do with tickets."""
