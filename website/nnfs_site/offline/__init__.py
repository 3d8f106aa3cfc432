"""The book without a network."""
