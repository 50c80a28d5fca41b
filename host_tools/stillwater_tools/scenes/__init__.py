"""Scenes: small files that say who sits at the bath and what happens when."""
