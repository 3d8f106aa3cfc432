"""Networks that readers train in the page."""
