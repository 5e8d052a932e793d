"""The desk that translates: rows to the values of the core, values to the words of letters and files."""
