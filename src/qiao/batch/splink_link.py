"""The same columns linked by Splink on DuckDB: a second opinion for tables, with the same levels and output."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from qiao.engines.linkage.columns import MISSING, Encoded, Ints, ReportColumns, encode
from qiao.engines.linkage.fellegi_sunter import Weights
from qiao.engines.linkage.levels import FIELDS, SIZES, Levels
from qiao.engines.linkage.many import WINDOW, Links, judged, link_table, once_each
from qiao.exceptions import EngineAbsentError

SEED = 20260125
_MOST_OF_A_BLOCK = 2_000
"""Rows under one key beyond which it is left out: pairs grow with the square of it."""
_RANDOM_PAIRS = 1_000_000
_EXPECTED = 0.3
"""The share of repeats among rows that meet, where none can be learnt."""
_FEWEST = 100
"""Rows below which nothing can be learnt from them: the own engine leans on what it expects."""
_NEAR = f"(l.time IS NULL OR r.time IS NULL OR abs(l.time - r.time) <= {WINDOW})"
_MARKS_ALIKE = (7, 5)
_HOURS = (12, 36, 73, 168)


def _null(*columns: str) -> dict[str, Any]:
    condition = " OR ".join(f"{name}_{side} IS NULL" for name in columns for side in "lr")
    return {"sql_condition": condition, "label_for_charts": "not said", "is_null_level": True}


def _comparison(field: str, null: dict[str, Any], conditions: Sequence[str]) -> dict[str, Any]:
    """Return a comparison; conditions from the closest agreement down, all else below them."""
    levels = [{"sql_condition": told, "label_for_charts": told} for told in (*conditions, "ELSE")]
    return {"output_column_name": field, "comparison_levels": [null, *levels]}


def _comparisons(said: set[str]) -> list[dict[str, Any]]:
    """Return what is compared, with as many levels as the own engine has."""
    apart = "abs(time_l - time_r)"
    either = "phone_l IN (phone_r, phone2_r) OR phone2_l IN (phone_r, phone2_r)"
    found = [
        _comparison("name", _null("name_key"), (
            "name_key_l = name_key_r AND place_l = place_r", "name_tail_l = name_tail_r AND place_l = place_r",
            "jaro_winkler_similarity(name_l, name_r) >= 0.92 AND coalesce(number_l, -1) = coalesce(number_r, -1)",
        )),
        _comparison("phone", _null("phone_any"), (
            either, "phone_part_l = phone_part_r OR levenshtein(phone_l, phone_r) <= 1",
        )),
        _comparison("address", _null("address"), ("address_l = address_r", "address_start_l = address_start_r")),
        _comparison("quantity", _null("quantity"), ("quantity_l = quantity_r",)),
        _comparison("time", _null("time"), [f"{apart} <= {hours * 3600}" for hours in _HOURS]),
        _comparison("link", _null("link"), ("link_l = link_r",)),
    ]  # fmt: skip
    if "text" in said:
        common = "len(list_filter(list_zip(marks_l, marks_r), pair -> pair[1] = pair[2]))"
        found.append(_comparison("text", _null("marks"), [f"{common} >= {n}" for n in _MARKS_ALIKE]))
    return [told for told in found if told["output_column_name"] in said]


def _said(table: Encoded) -> set[str]:
    """Return the fields that some row tells: of a field nobody tells nothing can be learnt."""
    columns = {"name": table.name_key, "phone": np.maximum(table.phone, table.phone_part), "address": table.address, "link": table.link}  # fmt: skip
    found = {field for field, told in columns.items() if (told != MISSING).any()}
    found |= {"quantity"} if (table.quantity >= 0).any() else set()
    found |= {"time"} if not np.isnan(table.time).all() else set()
    return found | ({"text"} if table.marks is not None else set())


def _blocks(table: Encoded) -> dict[str, np.ndarray]:
    """Return the keys under which rows meet, −1 where a key is missing or stands under too many rows."""
    keys = {
        "place": (table.item, table.place),
        "tail": (table.item, table.place, table.name_tail),
        "tel": (table.item, table.phone),
        "url": (table.item, table.link),
    }
    found = {}
    for name, told in keys.items():
        known = np.logical_and.reduce([column != MISSING for column in told])
        key = np.unique(np.stack(told), axis=1, return_inverse=True)[1].reshape(-1)
        crowded = np.bincount(key, minlength=1)[key] > _MOST_OF_A_BLOCK
        found[f"block_{name}"] = np.where(known & ~crowded, key, MISSING)
    return found


def _arrow(columns: ReportColumns, table: Encoded) -> Any:
    """Return the rows as an Arrow table; what is missing is NULL."""
    import pyarrow as pa

    def known(values: np.ndarray, *, kind: Any = None) -> Any:
        return pa.array(values, type=kind, mask=values == MISSING)

    any_phone = np.where(table.phone != MISSING, table.phone, table.phone_part)
    names = pa.DictionaryArray.from_arrays(columns.name.codes, columns.name.values).cast(pa.string())
    told = {name: known(getattr(table, name)) for name in ("name_key", "name_tail", "number", "phone_part", "address", "address_start", "link", "item", "place")}  # fmt: skip
    told |= {name: known(values) for name, values in _blocks(table).items()}
    told |= {
        "unique_id": pa.array(np.arange(len(columns))),
        "name": names,
        "phone": known(table.phone).cast(pa.string()),
        "phone2": known(table.phone2).cast(pa.string()),
        "phone_any": known(any_phone),
        "quantity": pa.array(table.quantity, mask=table.quantity < 0),
        "time": pa.array(table.time, mask=np.isnan(table.time)),
    }
    if table.marks is not None:
        told["marks"] = pa.array([row.tolist() if row.any() else None for row in table.marks])
    return pa.table(told)


def _settings(said: set[str]) -> dict[str, Any]:
    rules = [f"l.{block} = r.{block} AND {_NEAR}" for block in ("block_place", "block_tail", "block_tel", "block_url")]  # fmt: skip
    if "text" in said:
        rules += [f"l.marks[{n}] = r.marks[{n}] AND l.marks[{n + 1}] = r.marks[{n + 1}] AND {_NEAR}" for n in (1, 3, 5, 7)]  # fmt: skip
    return {
        "link_type": "dedupe_only",
        "comparisons": _comparisons(said),
        "blocking_rules_to_generate_predictions": rules,
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": True,
    }


def link_with_splink(columns: ReportColumns, *, progress: Callable[[str], None] | None = None) -> Links:
    """Return which tellings of a table tell the same need, with the weights that Splink learns.

    Parameters
    ----------
    columns
        The table, as for ``link_table``.
    progress
        Called with the name of each step as it begins. Default none.

    Returns
    -------
    Links
        As from ``link_table``: the same candidates but for crowded keys, the same levels, clusters cut
        in the same way.

    Raises
    ------
    EngineAbsentError
        When Splink is not installed.

    References
    ----------
    R. Linacre and others, "Splink: Free software for probabilistic record linkage at scale",
    International Journal of Population Data Science 7(3) (2022).
    """
    try:
        import splink  # noqa: F401 - only to say early that it is absent
    except ImportError as error:
        raise EngineAbsentError(engine="splink") from error
    return once_each(columns, lambda rows: _link(rows, progress or (lambda _step: None)))


def _link(columns: ReportColumns, tell: Callable[[str], None]) -> Links:
    tell("encode")
    table = encode(columns)
    if len(columns) < _FEWEST:
        return link_table(columns)
    tell("block")
    linker = _linker(columns, table)
    tell("learn")
    weights = _weights(linker, _learn(linker, table))
    tell("compare")
    one, other, levels = _compared(linker)
    tell("cluster")
    return judged(table, one, other, levels, weights)


def _linker(columns: ReportColumns, table: Encoded) -> Any:
    """Return Splink's linker over a DuckDB in memory."""
    import logging

    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = DuckDBAPI().register(_arrow(columns, table))
    return Linker(rows, _settings(_said(table)), log_level=logging.ERROR)


def _meets(block: Ints) -> bool:
    """Say whether enough rows stand together under a key for something to be learnt from them."""
    sizes = np.bincount(block + 1, minlength=1)[1:]
    return int((sizes * (sizes - 1) // 2).sum()) >= _FEWEST


def _learn(linker: Any, table: Encoded) -> float:
    """Learn how often fields agree among rows that meet; return the share of repeats among them.

    Not among any two rows: an organisation hardly asks twice for the same thing within days unless it
    is told twice, which pairs drawn by chance do not show.
    """
    training = linker.training
    training.estimate_u_using_random_sampling(max_pairs=_RANDOM_PAIRS, seed=SEED)
    blocks: dict[str, Ints] = _blocks(table)
    name = next((name for name in ("block_place", "block_tel", "block_url") if _meets(blocks[name])), None)
    if name is None:
        return _EXPECTED
    learn = partial(training.estimate_parameters_using_expectation_maximisation, f"l.{name} = r.{name}")
    try:
        session = learn(fix_u_probabilities=False, record_sample_proportion=1.0)
    except ValueError:  # so few rows that some agreement is never met by chance: keep its share among any two
        session = learn(fix_u_probabilities=True, record_sample_proportion=1.0)
    return float(session.core_model_settings.probability_two_random_records_match)


def _weights(linker: Any, share: float) -> Weights:
    """Return what Splink learnt as bits of evidence; a level it never saw says nothing."""
    model: dict[str, Any] = linker.misc.save_model_to_json()
    learnt = {told["output_column_name"]: told["comparison_levels"] for told in model["comparisons"]}
    bits = []
    for field, size in zip(FIELDS, SIZES, strict=True):
        levels = [level for level in reversed(learnt.get(field, [])) if not level.get("is_null_level")]
        told = [_bits(level) for level in levels] or [0.0] * (size - 1)
        bits.append((0.0, *told))
    return Weights(tuple(bits), float(np.log2(share / (1 - share))))


def _bits(level: dict[str, Any]) -> float:
    matched, unmatched = level.get("m_probability"), level.get("u_probability")
    return float(np.log2(matched / unmatched)) if matched and unmatched else 0.0


def _compared(linker: Any) -> tuple[Ints, Ints, Levels]:
    """Return the pairs that the rules bring together and their levels."""
    pairs = linker.inference.predict().as_pyarrow_table()
    ends = [pairs[f"unique_id_{side}"].to_numpy() for side in "lr"]
    one, other = np.minimum(*ends), np.maximum(*ends)
    order = np.lexsort((other, one))
    names = set(pairs.column_names)
    levels = np.zeros((len(one), len(FIELDS)), dtype=np.int8)
    for place, field in enumerate(FIELDS):
        if f"gamma_{field}" in names:
            levels[:, place] = pairs[f"gamma_{field}"].to_numpy() + 1
    return one[order].astype(np.int64), other[order].astype(np.int64), levels[order]
