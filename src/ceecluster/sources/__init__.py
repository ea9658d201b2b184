"""Bytes to documents in which every value remembers where it stood, and back."""
