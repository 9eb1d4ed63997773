import logging
import os
import signal
import sys
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import DatabaseError, OperationalError, close_old_connections

from qiao.exceptions.storage import is_busy
from qiao.pages.search.index import drain_all
from qiao.project.commands import HouseCommand
from qiao.project.moving.unfinished import refuse_unfinished

TICK_SECONDS = 60.0
INDEX_SECONDS = 1.0
BUSY_SECONDS = 1.0
NEEDS_A_WORKER = "django_tasks_db.DatabaseBackend"
logger = logging.getLogger(__name__)


class Command(HouseCommand):
    """Do tasks and what is due every minute, until standard input closes. `serve` and `demo` start this.

    Standard input is a pipe held by the web server: however that ends, even killed, the pipe closes and this
    process ends too, after the task at hand. With ``--by-itself`` it serves several web servers and ends by a signal.
    """

    help = "后台任务与每分钟的到期事务（由 serve 启动）/ tasks and chores; started by serve"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--by-itself",
            action="store_true",
            help="不随网页进程结束，给几个 serve --without-worker 用 / for several serve --without-worker",
        )

    def handle(self, *_args: str, **options: Any) -> None:
        refuse_unfinished()
        if not options["by_itself"]:
            threading.Thread(target=end_with_parent, daemon=True).start()
        threading.Thread(target=tick_for_ever, daemon=True).start()
        threading.Thread(target=index_for_ever, daemon=True).start()
        if settings.TASKS["default"]["BACKEND"] == NEEDS_A_WORKER:
            while not worked_to_the_end():
                time.sleep(BUSY_SECONDS)
        else:
            threading.Event().wait()


def worked_to_the_end() -> bool:
    """Do tasks until told to end; False where the database was busy for so long that nothing could be asked."""
    try:
        call_command("db_worker", verbosity=0, queue_name="*", reload=False)
    except OperationalError as error:
        if not is_busy(error):
            raise
        logger.warning("the database was busy for long; tasks wait a moment")
        return False
    return True


def end_with_parent() -> None:
    """Wait until the pipe from the web server closes, then end this process in order."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def tick_for_ever() -> None:
    """Run `tick` every minute where there is such a command."""
    while "tick" in get_commands():
        time.sleep(TICK_SECONDS)
        close_old_connections()
        with open(os.devnull, "w", encoding="utf-8") as quiet:  # noqa: PTH123 - devnull is no path of ours
            try:
                call_command("tick", stdout=quiet)
            except SystemExit:
                continue  # tick has logged which chore failed


def index_for_ever() -> None:
    """Write what changed into the search's index, every second; what waits meanwhile is found all the same."""
    while True:
        time.sleep(INDEX_SECONDS)
        close_old_connections()
        try:
            drain_all()
        except DatabaseError:
            logger.exception("the search's index was not written; it is tried again")
