"""Results in the formats of others: CSV and JSONL views, ArrayRecord, Megatron."""
