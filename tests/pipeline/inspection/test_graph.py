"""A repository's graph as a picture."""

from xml.etree import ElementTree

from tests.pipeline.small_corpus import ALPHA


def test_svg_and_dot_name_every_file_of_the_order(cli, run_folder):
    _, order, _ = cli("export", run_folder, "order")
    paths = [line.split(",")[2] for line in order.splitlines() if line.startswith(f"{ALPHA},")]
    svg, dot = (cli("graph", run_folder, ALPHA, "--format", form)[1] for form in ("svg", "dot"))
    texts = [node.text for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("text")]
    assert paths
    assert texts[2:] == paths
    assert all(f'"{path}" [' in dot for path in paths)


def test_the_ending_of_the_file_says_the_format(cli, run_folder, tmp_path):
    for name, start in (("a.dot", "digraph"), ("a.svg", "<svg")):
        assert cli("graph", run_folder, ALPHA, "--to", tmp_path / name)[0] == 0
        assert (tmp_path / name).read_text().startswith(start)


def test_a_picture_that_is_not_drawn_is_refused(cli, run_folder, tmp_path):
    status, _, error = cli("graph", run_folder, ALPHA, "--to", tmp_path / "a.png")
    assert status == 2
    assert "a.png says png, and svg and dot is what would be written" in error
    assert list(tmp_path.iterdir()) == []


def test_a_repository_that_is_not_there_is_an_error(cli, run_folder):
    status, _, error = cli("graph", run_folder, "no/such")
    assert status == 2
    assert "'no/such'" in error
