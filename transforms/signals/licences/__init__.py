"""Under which licence a file stands, as an SPDX expression.

Takes a path, a language and text in UTF-8; gives what the file says of itself (`licence`, to read
first), and with the whole repository what it inherits (`inheritance`).  `headers` finds the words
of the comments that a file opens with, `notices` reads what they name by the list in `names`,
`manifests` reads packages and lists of paths, `terms` sorts licences into classes.
"""
