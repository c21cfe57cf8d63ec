"""Who wrote a file: a person, a program, or somebody else's project.

Takes a path, a language and text in UTF-8; gives the name of the rule that says so, "" where
people of this project wrote it.  Read `generated` first: the order of the rules on programs.
`headers` finds the comments that a file opens with, `tools` knows what known generators write
there, `statements` reads sentences by which any other says so, `output` knows pages, drawings
and dumps by their form; `vendored` tells copies of other projects and build results.
"""
