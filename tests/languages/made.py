"""Small repositories made of texts, and what their imports mean in words."""

from repoloom import languages


def outline_of(path, text, **settings):
    language = languages.language_of(path, text.encode())
    tree = languages.parse(language, text.encode())
    assert tree is not None
    return languages.outline(language, text.encode(), tree, **settings)


def repository(files, unparsed=()):
    """All of it parsed but the manifests' own languages and the paths in `unparsed`."""
    parsed = []
    for path, text in files.items():
        language = languages.language_of(path, text.encode())
        if language in languages.SPECS and path not in unparsed:
            parsed.append((path, language, outline_of(path, text)))
    manifests = {path: text.encode() for path, text in files.items() if languages.is_manifest(path)}
    return languages.Repository(parsed, manifests, files)


def told(target):
    if target is None:
        return "by suffix"
    if target == languages.UNRESOLVED:
        return "unresolved"
    if target == languages.EXTERNAL:
        return "external"
    words = ["package"] if target.package else []
    words += target.paths
    words += ["ambiguous"] if target.ambiguous else []
    words += [] if target.exact else ["inexact"]
    words += [f"{target.matched:.2f}"] if target.matched != 1 else []
    return " ".join(words)


def meanings(files, importer="", unparsed=()):
    """What each import of a file (the first one unless given) means."""
    importer = importer or next(iter(files))
    made = repository(files, unparsed)
    resolve = languages.SPECS[made.languages[importer]].resolver(made)
    return {
        " ".join(filter(None, (found.module, found.name))): told(resolve(importer, found))
        for found in made.outlines[importer].imports
    }
