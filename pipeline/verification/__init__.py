"""The laws of a finished run, checked against its store row by row: `repoloom verify`.

Takes a `storage.outputs.Output`, gives checks with the failures of each.  Read `verify` first;
`invariants` follows bytes from store to rows, `integrity` has checksums, `ledger` counts files,
`splits`, `copies`, `middles` and `form` have a law each.
"""
