"""Python."""

from repoloom.languages.families import pyfamily
from repoloom.languages.families.single.python_roots import stated

SPEC = pyfamily.language(
    name="python",
    extensions=(".py", ".pyi", ".pyw"),
    filenames=("SConstruct", "SConscript", "wscript"),
    interpreters=("python",),
    read=pyfamily.read,
    resolver=pyfamily.resolver,
    readable=pyfamily.readable,
    stated=stated,
    deep=pyfamily.DEEP,
)
