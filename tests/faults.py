"""Faults to put in the place of product code, for tests of what becomes of failures."""


class FaultError(Exception):
    """What no code of the product expects."""


def boom(*_arguments, **_named):
    raise FaultError("the words of a fault")


def boom_at(real, where):
    """`real`, but a fault where `where` of the arguments holds."""

    def chosen(*arguments, **named):
        return boom() if where(*arguments, **named) else real(*arguments, **named)

    return chosen


DEATH = '''
"""Kills the process that gives a marked path to a function; its name is in the environment."""
import importlib.util, os, signal, sys


class Finder:
    def find_spec(self, name, path, target=None):
        if name != os.environ["DEATH_MODULE"]:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute, function = spec.loader.exec_module, os.environ["DEATH_FUNCTION"]

        def exec_module(module):
            execute(module)
            real = getattr(module, function)

            def deadly(one, *more):
                path = getattr(one, "path", "") or one.file.path
                if path == os.environ["DEATH_PATH"]:
                    os.kill(os.getpid(), signal.Signals[os.environ["DEATH_SIGNAL"]])
                return real(one, *more)

            setattr(module, function, deadly)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder())
'''


def deadly(folder, place, path, signal):
    """The environment of processes in which a function of one file kills its process.

    Args:
        folder: an empty one.
        place: the function, as `module:name`; its first argument has a path or a file with one.
        path: the file's.
        signal: name of what kills it.
    """
    (folder / "sitecustomize.py").write_text(DEATH)
    module, _, function = place.partition(":")
    names = {"MODULE": module, "FUNCTION": function, "PATH": path, "SIGNAL": signal}
    return {"PYTHONPATH": str(folder), **{f"DEATH_{key}": value for key, value in names.items()}}
