"""Coherence: how alike policies are across regions and between levels, and whether that is more than chance."""
