"""Reads wave buoys and warns when the sea gets rough."""
