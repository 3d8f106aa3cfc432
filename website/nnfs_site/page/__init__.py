"""How the text of a page is set."""
