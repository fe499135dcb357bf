"""The catalogue and its search over HTTP."""
