"""What a file's bytes and path say by themselves, before any decision.

Takes bytes and a path; gives text in UTF-8, the fields of `records.Signals`, or the reason why
there is no text.  `quality` measures a text and is the module to read first; `encoding` decodes,
`provenance/` tells generated and copied files, `licences/` reads licences,
`syntax` counts what a
grammar cannot read, and `safety` asks the user's providers, of which `clamav` is one.
"""
