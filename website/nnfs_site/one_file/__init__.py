"""The package as one file, to read and to pass on."""
