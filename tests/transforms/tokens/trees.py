"""Syntax trees as plain lists of nodes, and draws that are known, for the tests of cuts."""

import random

import tree_sitter
import tree_sitter_c
import tree_sitter_javascript
import tree_sitter_python

GRAMMARS = {
    "c": tree_sitter_c,
    "javascript": tree_sitter_javascript,
    "python": tree_sitter_python,
}

TEXT = '''import os


def first(names):
    """Docstring, é and 日本, over
    two lines.
    """
    for name in names:
        print(name.upper(), os.sep)
    return {"a": [1, 2, 3], "b": names}


class Second:
    value = first(["x", "y"])

    def method(self):
        return self.value
'''.encode()


def parse(language, text):
    return tree_sitter.Parser(tree_sitter.Language(GRAMMARS[language].language())).parse(text)


def nodes_of(tree):
    """All nodes, a parent before its children, from left to right."""
    found, stack = [], [tree.root_node]
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(reversed(node.children))
    return found


class Scripted(random.Random):
    """Gives the numbers that it was made with, whatever is asked; of a choice the first."""

    def __init__(self, *numbers, again=False):
        super().__init__(0)
        self.numbers, self.again = list(numbers), again
        self.chosen_from = []

    def random(self):
        number = self.numbers.pop(0)
        if self.again:
            self.numbers.append(number)
        return number

    def randrange(self, start, stop=None, step=1):
        return self.random()

    def randint(self, a, b):
        return self.random()

    def choice(self, seq):
        self.chosen_from = list(seq)
        return seq[0]
