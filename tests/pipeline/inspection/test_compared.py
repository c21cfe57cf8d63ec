from repoloom.pipeline.inspection import compared

OWN = {"dbu/go/total": 10, "dbu/go/before": 5, "distance/64": 5, "capacity": 200, "tokens": 199}
PATH = {"dbu/go/total": 10, "dbu/go/before": 1, "distance/8": 1, "capacity": 200, "tokens": 150}


def test_each_order_has_a_column():
    stats = OWN | {f"compare/path/{key}": value for key, value in PATH.items()}
    section = compared.orders(stats)
    assert section.header == ("", "this run", "path")
    assert {row[0]: row[1:] for row in section.rows} == {
        "definition before use, go": ("50.0 %", "10.0 %"),
        "definition before use, all": ("50.0 %", "10.0 %"),
        "median tokens from definition to use": ("64 to 127", "8 to 15"),
        "padding of the rows": ("0.50 %", "25.00 %"),
    }


def test_a_run_that_compared_nothing_has_no_rows():
    assert compared.orders(OWN).rows == ()


def test_the_figures_of_each_order_are_numbers():
    own = OWN | {"tangles": 2, "edges/import/found": 9, "edges/import/cut": 3}
    own |= {"order/edges": 8, "order/against": 3}
    stats = own | {f"compare/path/{key}": value for key, value in PATH.items()}
    found = list(compared.figures(stats))
    assert ("run", "definition_before_use", "go", 5, 10) in found
    assert ("run", "against_the_order", "", 3, 8) in found
    assert ("run", "groups_of_files_on_cycles", "", 2, 0) in found
    assert ("run", "dependencies_cut", "", 3, 9) in found
    assert ("path", "definition_before_use", "", 1, 10) in found
    assert ("path", "median_distance_tokens_at_least", "", 8, 0) in found
    assert {order for order, *_ in found} == {"run", "path"}


def test_the_report_counts_what_stands_against_the_order():
    section = compared.orders(
        OWN | {"compare/path/order/edges": 4, "compare/path/order/against": 1}
    )
    assert ("dependencies against the order", "-", "25.0 %") in section.rows


def test_what_a_run_did_not_count_is_0():
    found = {figure[:3]: figure[3:] for figure in compared.figures({"dbu/go/total": 4})}
    assert found == {
        ("run", "definition_before_use", "go"): (0, 4),
        ("run", "definition_before_use", ""): (0, 4),
        ("run", "median_distance_tokens_at_least", ""): (0, 0),
        ("run", "against_the_order", ""): (0, 0),
        ("run", "tests_beside_their_source", ""): (0, 0),
        ("run", "tokens", ""): (0, 0),
    }


def test_cells_that_an_order_lacks_are_dashes():
    stats = {"compare/path/dbu/go/total": 4, "tests/paired": 4, "order/edges": 8, "tangles": 3,
             "edges/import/cut": 5, "edges/type/found": 1, "capacity": 4}  # fmt: skip
    assert compared.orders(stats).rows == (
        ("definition before use, all", "-", "0.0 %"),
        ("dependencies against the order", "0.0 %", "-"),
        ("tests beside their source", "0.0 %", "-"),
        ("padding of the rows", "100.00 %", "-"),
        ("groups of files on cycles", "3", "-"),
        ("dependencies cut to break cycles", "5", "-"),
        ("definition before use, go", "-", "0.0 %"),
    )
