"""Unit tests and the sources that they test, told by names and places.

Takes the paths and languages of a repository, gives `records.Pair`s.  Read `pairing` first;
`naming` says whether a path is a test's and what it tests, `places` how well a source's directory
mirrors a test's. The same names are a signal in ingest.
"""
