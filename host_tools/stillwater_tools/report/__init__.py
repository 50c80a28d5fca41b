"""Figures, pictures and pages from a run. All figures of gentleness come from the bath's true skin current."""
