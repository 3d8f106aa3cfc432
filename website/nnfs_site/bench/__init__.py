"""A picture and a kernel that readers edit in the page."""
