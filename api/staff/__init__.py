"""Accounts of the centre's staff: signing in, roles, sessions."""
