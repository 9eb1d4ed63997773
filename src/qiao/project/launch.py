"""What `demo` does before settings are read: fill a data directory with a copy of the template.

Settings are read once a process. The package `qiao.project` calls this while it is imported for the command
line `django demo`, so that one process is enough, and a second start is quick.
"""

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from qiao.exceptions import QiaoError
from qiao.project import datadir
from qiao.project.network import LOOPBACK, PORT, is_loopback, lan_environment
from qiao.project.template import OLDEST_SECONDS, Recipe, build, cache, copy_into, ready, sample_environment

MESSAGES = 300
SEED = 20_261
HOURS = OLDEST_SECONDS // 3600


def add_arguments(parser: ArgumentParser) -> None:
    """Add the options of `demo`."""
    parser.add_argument(
        "--port", type=int, help=f"端口，被占用时任选 / port, default {PORT}; 0 for any free one"
    )
    parser.add_argument(
        "--lan", action="store_true", help="以 HTTPS 对局域网开放，手机可用 / HTTPS for phones"
    )
    parser.add_argument("--keep", action="store_true", help="退出后保留数据 / keep the data at the end")
    parser.add_argument("--reset", action="store_true", help="重做示例数据 / make the sample data anew")
    parser.add_argument("--open", action="store_true", help="打开浏览器 / open the browser")
    parser.add_argument(
        "--messages", type=int, default=MESSAGES, help=f"消息条数 / messages, default {MESSAGES}"
    )
    parser.add_argument("--seed", type=int, default=SEED, help="随机种子 / seed of the simulator")
    parser.add_argument("--host", default=LOOPBACK, help="只接受本机地址 / loopback only")


def take_place(arguments: Sequence[str]) -> None:
    """Prepare the demo's directory and point the settings there; a refusal ends the process with its sentences."""
    parser = ArgumentParser(
        prog="qiao demo",
        description="示例危机，只在本机打开，退出即清除 / a sample crisis, on this machine only",
    )
    add_arguments(parser)
    options = parser.parse_args(arguments)
    try:
        environment = prepare(options)
    except QiaoError as error:
        sys.exit(f"{error.message('zh')}\n{error.message('en')}")
    except (OSError, ValueError) as error:
        sys.exit(str(error))
    os.environ.pop("QIAO_DATABASE_URL", None)
    os.environ.update(environment)


def prepare(options: Namespace) -> dict[str, str]:
    """Fill a data directory with the template; return the environment in which it is served.

    Raises
    ------
    ValueError
        When another address than loopback is asked for.
    DataDirMixedError
        When the directory given holds real work.
    OSError
        When the sample data cannot be made, or there is no local network for --lan.
    """
    if not is_loopback(options.host):
        raise ValueError(LOOPBACK_ONLY)
    lan = lan_environment() if options.lan else {}
    datadir.sweep()
    given = os.environ.get("QIAO_DATA")
    if given:
        Path(given).mkdir(mode=0o700, parents=True, exist_ok=True)
    directory = Path(given).resolve() if given else datadir.new_temporary()
    try:
        fill(directory, options)
    except BaseException:
        datadir.erase_if_temporary(directory)
        raise
    return sample_environment(directory) | lan


def fill(directory: Path, options: Namespace) -> None:
    """Copy the template into the directory, unless a kept demo is there already."""
    datadir.refuse_production(directory)
    if (directory / datadir.DATABASE).exists() and not options.reset:
        say(f"打开保留的示例数据 / opening kept sample data: {directory}")
        return
    template = find_template(Recipe(options.messages, options.seed), reset=options.reset)
    if datadir.mark_of(directory) is None:
        datadir.mark(directory, is_temporary=False)
    copy_into(template, directory)


def find_template(recipe: Recipe, *, reset: bool) -> Path:
    """Return the template, made first where there is none, it is too old, or a new one is asked for."""
    if reset:
        shutil.rmtree(cache() / recipe.key, ignore_errors=True)
    found = ready(recipe)
    if found is None:
        say(f"准备示例数据：第一次约半分钟，之后 {HOURS} 小时内直接使用。")
        say(f"Making the sample data: half a minute once, then used again for {HOURS} hours.")
        found = build(recipe)
    return found


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


LOOPBACK_ONLY = (
    "示例只对本机开放。手机试用请用 --lan（HTTPS）；正式使用请用 ./qiao serve。\n"
    "The demo is open to this machine only. For phones use --lan (HTTPS); for real work ./qiao serve."
)
