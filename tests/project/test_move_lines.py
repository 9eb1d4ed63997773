"""A row of SQLite as a line of COPY: each kind as PostgreSQL writes it, and what may be written in several ways."""

import pytest

from qiao.project.moving.lines import LOOSE, WRITERS, comparable, line_of
from qiao.project.moving.proof import sum_of

WRITTEN = (
    ("text", "一行\t两\\行\n\r\b\v\f", "一行\\t两\\\\行\\n\\r\\b\\v\\f"),
    ("bool", 1, "t"),
    ("bool", 0, "f"),
    ("bytea", b"\x00\xff", "\\\\x00ff"),
    ("uuid", "0123456789abcdef0123456789abcdef", "01234567-89ab-cdef-0123-456789abcdef"),
    ("timestamptz", "2020-02-01 08:00:00", "2020-02-01 08:00:00+00"),
    ("timestamptz", "2020-02-01 08:00:00.120000", "2020-02-01 08:00:00.12+00"),
    ("timestamptz", "2020-02-01T16:00:00.5+08:00", "2020-02-01 08:00:00.5+00"),
    ("float8", 1e16, "1e+16"),
    ("inet", "2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
)


@pytest.mark.parametrize(("kind", "value", "line"), WRITTEN)
def test_each_kind_is_written_as_postgresql_writes_it(kind, value, line):
    assert line_of([value, None], [WRITERS[kind]] * 2).decode() == f"{line}\t\\N"


SAME = (
    ("jsonb", '{"b":[1.50,1e2],"a":"\\\\u6865"}', '{"a": "桥", "b": [1.5, 100]}'),
    ("jsonb", "-0.0", "0.0"),
    ("float8", "100000000000000000000", "1e+20"),
)
OTHER = (
    ("jsonb", '{"a": 1}', '{"a": "1"}'),
    ("jsonb", '{"a": 1.5}', '{"a": 1.50001}'),
    ("jsonb", '["a", "b"]', '["b", "a"]'),
    ("jsonb", "null", "0"),
    ("float8", "0.1", "0.10000000000000002"),
)


@pytest.mark.parametrize(("kind", "one", "other"), SAME)
def test_what_may_be_written_in_two_ways_is_one(kind, one, other):
    assert comparable(one.encode(), {0: LOOSE[kind]}) == comparable(other.encode(), {0: LOOSE[kind]})


@pytest.mark.parametrize(("kind", "one", "other"), OTHER)
def test_what_differs_stays_apart(kind, one, other):
    assert comparable(one.encode(), {0: LOOSE[kind]}) != comparable(other.encode(), {0: LOOSE[kind]})


def test_a_digest_knows_no_order_but_counts_what_is_there_twice():
    assert sum_of([b"a", b"b"]) == sum_of([b"b", b"a"])
    assert sum_of([b"a", b"a"]) != sum_of([b"b", b"b"])
    assert sum_of([b"a", b"a", b"b"]).digest != sum_of([b"a", b"b", b"b"]).digest
