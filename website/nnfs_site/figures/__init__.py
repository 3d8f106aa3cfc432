"""Figures as part of the page."""
