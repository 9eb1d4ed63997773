"""SQLite knows how far each index tells rows apart."""

import pytest
from django.core.cache import cache
from django.db import connection

from qiao.trail.counting import COUNTED, count_daily
from tests.makers import make_need

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.mark.database("sqlite")
def test_new_indexes_are_counted_once_a_day(lin, crisis, mask, now) -> None:
    make_need(lin, crisis, item=mask)
    cache.delete(COUNTED)

    assert [count_daily(now), count_daily(now)] == [1, 0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'need_by_state'")
        assert cursor.fetchone() is not None
