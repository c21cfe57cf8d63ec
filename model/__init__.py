"""The trainer: a Gemma decoder in JAX that reads packed shards, and nothing else."""
