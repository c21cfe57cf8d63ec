"""The trainer: a Gemma decoder in JAX that reads packed shards, and nothing else.

Takes the shards folder of a finished run, gives checkpoints.  Read `train` first, the command, with
its `flags`; `data` makes batches in the `order` of a run, `gemma` is the decoder with `attention`
that keeps segments apart, `loss` weighs tokens, `config` has shapes and settings, `checkpoint`
writes and restores.
"""
