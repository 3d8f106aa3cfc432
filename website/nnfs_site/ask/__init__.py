"""Questions on the way: a reader commits to an answer, then sees the book's."""
