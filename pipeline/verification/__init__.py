"""The laws of a finished run, checked against its store row by row."""
