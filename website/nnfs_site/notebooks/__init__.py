"""Each page with code as a notebook that runs anywhere."""
