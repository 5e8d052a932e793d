"""Copies of the database, and the proof that one can be read. What runs where is in docs/operations.md."""
