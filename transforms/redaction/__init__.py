"""Secrets and personal data: where they stand in a text, and what replaces them.

Takes a text, gives it back with placeholders and the spans that they replaced; values are kept
nowhere.  Read `redact` first: it asks all detectors.  A module finds what it is called: `names`,
`phones`, `emails`, `network_addresses`, `cards`, `home_directories` (user names in paths), and keys
and passwords in `secrets`; `published` knows what everybody may read.  `detection` says what a
detector of personal data is; `spans` joins what overlaps, `widening` keeps the syntax whole.
"""
