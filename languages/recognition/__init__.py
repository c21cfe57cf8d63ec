"""The language of a file: by its name, by its first line, and by its content where a name is shared.

Takes a path and a text, gives the name of a language or "".  `naming` asks in order and is the module
to read first; `programming` and `formats` are the tables of names, `contents` tells languages that
share an extension, `interpreters` reads `#!` lines and `modelines` what editors are told, `marks` has
the comment marks of languages without a grammar.
"""
