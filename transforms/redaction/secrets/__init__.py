"""Keys, tokens and passwords: what is secret by how it looks, or by where it stands.

Each of `shapes`, `private_keys` and `assignments` has a `find`, which takes a text and gives spans.
Read `shapes` first: it knows what a provider's token looks like, from the table in `providers`.
`private_keys` knows the files that hold them; `assignments` finds the values that a name such as
`password` stands before, judged by `values`, and by `randomness` for whether they look drawn.
"""
