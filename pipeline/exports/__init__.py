"""Results in the formats of others: `repoloom export`.

Takes a `storage.outputs.Output`, gives CSV and JSONL tables (`export`, read it first) or whole
shards (`conversion`): ArrayRecord with `tfexample`, Megatron's indexed dataset, documents, and
`maxtext`, the adapter that another trainer imports.
"""
