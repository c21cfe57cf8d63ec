"""Copies and near copies, of files and of repositories, and which one is kept.

Takes signatures and content digests by bucket, gives verified pairs and keepers.  Read `dedupe`
first, the Beam stage; `shingles` and `minhash` sign a text, `similarity` picks candidate pairs,
`bundles` and `verified` settle them by their texts, `numbering` and `election` elect, `keepers` and
`repositories` rank whole repositories, and `signals_table` reads what all of them need from the
store.
"""
