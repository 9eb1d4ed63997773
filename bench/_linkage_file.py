"""Write invented tellings as a table, with the truth in a column of its own which no engine reads."""

import csv
import sys
from pathlib import Path

from bench._repeats import tellings

COLUMNS = ("id", "name", "city", "district", "address", "phones", "item", "quantity", "time", "need")


def write(path: Path, rows: int, seed: int) -> None:
    """Write *rows* tellings to a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number, told in enumerate(tellings(rows, seed)):
            quantity = "" if told.quantity is None else told.quantity
            table.writerow([number, told.name, told.city, told.district, told.address, told.phones, told.item, quantity, told.at.isoformat(), told.need])  # fmt: skip


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
