"""Which databases a bench runs on."""

import argparse
import os

CHOICES = ("sqlite", "postgresql")


def add_databases(parser: argparse.ArgumentParser) -> None:
    """Let a bench be asked for one database alone."""
    parser.add_argument("--databases", nargs="+", choices=CHOICES, default=CHOICES, help="default: both")


def urls(options: argparse.Namespace) -> list[str]:
    """Return the addresses to run on, "" for SQLite; PostgreSQL only where QIAO_DATABASE_URL names it."""
    known = {"sqlite": [""], "postgresql": [*filter(None, [os.environ.get("QIAO_DATABASE_URL")])]}
    found = [url for name in CHOICES if name in options.databases for url in known[name]]
    if not found:
        raise SystemExit("No database to run on: QIAO_DATABASE_URL names no PostgreSQL.")
    return found
