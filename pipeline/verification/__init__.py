"""The laws of a finished run, checked against its store row by row: `repoloom verify`.

Takes a `storage.outputs.Output`, gives checks with the failures of each.  Read `verify` first,
which runs them, then `ledger`, the list of all laws: a new one begins there.  `integrity` has those
of files and checksums, `invariants` those of bytes from store to rows; `splits` (train apart from
validation), `copies` (repeated files), `middles` (the column `middle_remaining`) have a law each,
`form` what the settings of the run ask of its rows.
"""
