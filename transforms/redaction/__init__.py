"""Secrets and personal data: where they stand in a text, and what replaces them.

Takes a text, gives it back with placeholders and the spans that they replaced; values are kept
nowhere.  Read `redact` first: it asks the detectors.  Secrets are told by shape (`shapes`, with the
table in `providers`) or by place (`assignments`, judged by `values` and `randomness`); people by
`names`, `phones`, `addresses` and `cards`; `spans` joins what overlaps, `widening` keeps the syntax
whole.
"""
