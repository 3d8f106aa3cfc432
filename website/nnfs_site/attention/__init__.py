"""Four symbols that look at each other, and a network that spells names."""
