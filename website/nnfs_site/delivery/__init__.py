"""What a page asks for, and when it is made anew."""
