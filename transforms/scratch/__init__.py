"""Scratch: what a worker keeps outside of its memory while it works on a repository.

Takes records, gives them back; nothing of it is a result.  Read `texts` first: the texts of a
repository beyond a bound, in a file without a name.  `tasks` has on record what a process works on,
so that its death can be traced.
"""
