from repoloom import languages
from repoloom.languages.recognition import marks, naming


def test_marks_are_of_languages_that_exist():
    assert sorted(marks.COMMENTS.keys() - naming.KINDS.keys()) == []
    assert sorted(marks.COMMENTS.keys() & languages.SPECS.keys()) == []


def test_marks_of_some_languages():
    assert marks.COMMENTS["gdscript"].line == b"#"
    assert marks.COMMENTS["glsl"].block == (b"/*", b"*/")
    assert marks.COMMENTS["matlab"].line == b"%"
    assert marks.COMMENTS["ocaml"].block == (b"(*", b"*)")
