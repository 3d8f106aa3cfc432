"""A small GPT that learns names in the page."""
