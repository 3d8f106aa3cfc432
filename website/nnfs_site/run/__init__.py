"""The cells of a page, run in its reader's browser."""
