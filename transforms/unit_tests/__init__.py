"""Unit tests and the sources that they test, told by names and places, and by what tests use.

Takes the paths, languages, edges and outlines of a repository, gives `records.Pair`s.  Read
`pairing` first; `namesakes` has the rules of names, `usage` that of use.  `naming` says whether a
path is a test's and what it tests, `places` how well a source's directory mirrors a test's,
`support` what stands among tests and is none. The same names are a signal in ingest.
"""
