"""Results in the formats of others: `repoloom export`.

Takes a `storage.outputs.Output`.  Read `export` first, which writes tables as CSV and JSONL;
`conversion` turns whole shards into the formats of other trainers, and a new format is a module
that it calls, as `megatron` and `tfexample` (ArrayRecord) are.  `maxtext` is an adapter that
another trainer imports.
"""
