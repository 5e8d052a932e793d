import math

import pytest

from assessments.engine.reading import LONGEST_DOCUMENT, Unreadable, read_document


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b"\xff\xfe{\x00}\x00", "UTF-8"),
        (b'{"a": 1', "not JSON: line 1"),
        (b"{} {}", "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b"[" * 100_000, "nested"),
        (b'{"a":' * 100_000, "nested"),
        (b" " * (LONGEST_DOCUMENT + 1), "too large"),
    ],
)
def test_bytes_that_are_no_document(given, said):
    with pytest.raises(Unreadable, match=said):
        read_document(given)


def test_keys_that_come_twice_are_remembered():
    assert read_document(b'{"a": 1, "b": 2, "a": 3}').twice == ("a",)


def test_a_whole_number_of_any_length_can_be_read():
    assert read_document(b'{"age": ' + b"9" * 10_000 + b"}")["age"] == math.inf


def test_no_number_is_left_for_the_reader_of_the_value_to_refuse():
    assert math.isnan(read_document(b'{"age": NaN}')["age"])


def test_the_message_repeats_nothing_of_what_was_given():
    with pytest.raises(Unreadable) as fault:
        read_document(b'{"secret": "my leg" oops}')
    assert "leg" not in str(fault.value)
