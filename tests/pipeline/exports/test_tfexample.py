"""Our wire format of tf.Example against protobuf's own."""

import numpy as np
import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from hypothesis import given
from hypothesis import strategies as st

from repoloom.pipeline.exports import tfexample

numbers = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=30)
features = st.dictionaries(
    st.text(max_size=200), numbers.map(lambda n: np.array(n, np.int64)) | st.binary(), max_size=5
)


def message():
    """The message class of tf.train.Example, from its public definition."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(name="example.proto", package="t", syntax="proto3")

    def add(name, *fields):
        kind = file.message_type.add(name=name)
        for number, label, type_, reference, field_name in fields:
            made = kind.field.add(name=field_name, number=number, label=label, type=type_)
            if reference:
                made.type_name = reference
        return kind

    one, many = field.LABEL_OPTIONAL, field.LABEL_REPEATED
    add("BytesList", (1, many, field.TYPE_BYTES, "", "value"))
    add("Int64List", (1, many, field.TYPE_INT64, "", "value"))
    add(
        "Feature",
        (1, one, field.TYPE_MESSAGE, ".t.BytesList", "bytes_list"),
        (3, one, field.TYPE_MESSAGE, ".t.Int64List", "int64_list"),
    )
    kind = add("Features", (1, many, field.TYPE_MESSAGE, ".t.Features.FeatureEntry", "feature"))
    entry = kind.nested_type.add(name="FeatureEntry")
    entry.options.map_entry = True
    entry.field.add(name="key", number=1, label=one, type=field.TYPE_STRING)
    entry.field.add(
        name="value", number=2, label=one, type=field.TYPE_MESSAGE, type_name=".t.Feature"
    )
    add("Example", (1, one, field.TYPE_MESSAGE, ".t.Features", "features"))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("t.Example"))


Example = message()


@given(features)
def test_protobuf_reads_what_we_write(wanted):
    found = Example.FromString(tfexample.encode(wanted)).features.feature
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        if isinstance(value, bytes):
            assert list(found[name].bytes_list.value) == [value]
        else:
            assert list(found[name].int64_list.value) == value.tolist()


@given(features)
def test_we_read_what_protobuf_writes(wanted):
    made = Example()
    for name, value in wanted.items():
        if isinstance(value, bytes):
            made.features.feature[name].bytes_list.value.append(value)
        else:
            made.features.feature[name].int64_list.value.extend(value.tolist() or [0])
    found = tfexample.decode(made.SerializeToString())
    assert found.keys() == wanted.keys()
    for name, value in wanted.items():
        expected = value if isinstance(value, bytes) or len(value) else [0]
        assert np.array_equal(found[name], expected)


@given(numbers)
def test_varints_round_trip(values):
    assert tfexample.numbers_of(tfexample.varints(np.array(values, np.int64))).tolist() == values


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x0a\x05abc", "2 bytes are missing"),
        (b"\x0a", "cut off inside a number"),
        (b"\x08\x01", "wire type 0"),
    ],
)
def test_what_is_no_example_is_an_error(data, message):
    with pytest.raises(ValueError, match=message):
        tfexample.decode(data)


def test_a_number_that_is_cut_off_is_an_error():
    with pytest.raises(ValueError, match="cut off inside a number"):
        tfexample.numbers_of(b"\x01\x80")
    with pytest.raises(ValueError, match="more than ten bytes"):
        tfexample.numbers_of(b"\x80" * 11 + b"\x01")
