"""The lexicon of these tests; all their messages are invented (示例数据)."""

import pytest
from extraction_samples import ITEMS, PLACES

from qiao.engines.extraction import Lexicon


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return Lexicon.build(PLACES, ITEMS)
