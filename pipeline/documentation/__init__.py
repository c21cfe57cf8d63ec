"""Pages of docs/ that are made from the code, so that they cannot differ from it.

`make docs` writes them.  Takes the dataclasses and tables of reasons, gives Markdown.  Read
`settings` first, which makes docs/configuration.md; `reasons` makes docs/reasons.md, `records` the
tables of columns in docs/data-model.md and docs/shard-format.md.  A test fails where a page is not
current.
"""
