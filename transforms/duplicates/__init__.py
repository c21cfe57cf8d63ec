"""Copies and near copies, of files and of repositories, and which one is kept.

Takes signatures and content digests by bucket, gives verified pairs and keepers.  Read `dedupe`
first, the Beam stage; `shingles` and `minhash` sign a text, `similarity` finds bands, `bundles` and
`verified` settle candidate pairs by their texts.  `repositories` ranks repositories, `keepers`
their files with them, `numbering` gives files numbers in that order, and `election` keeps the
lowest of those that are alike.  `signals_table` reads what all of them need from the store.
"""
