"""Copies of everything at one moment, encrypted, and the way back (SECURITY 3, R8)."""
