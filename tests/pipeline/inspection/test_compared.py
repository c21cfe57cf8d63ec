from pipeline.inspection import compared

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
