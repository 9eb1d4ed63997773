"""`./qiao batch JOB IN OUT`: a job over large tables, here or on Spark. No database, no network of ours."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from tqdm import tqdm

from qiao.exceptions import QiaoError

CHAIN = "chain"
NOW = "2020-02-20T08:00:00+08:00"
"""The moment of the plan in a chain over an invented crisis, which lasts thirty days from 2020-01-20."""
OK, SOME_REFUSED, USAGE, STOPPED = 0, 1, 2, 130
SHOWN = 3


def _parser() -> argparse.ArgumentParser:
    from qiao.batch.jobs import NAMES
    from qiao.batch.runners import RUNNERS

    parser = argparse.ArgumentParser(
        prog="qiao batch",
        description="把一项任务按组跑完一张大表（Parquet）；中断后再运行一次就接着做。 Work one job through a large table (Parquet), "
        "group by group; broken off, the same command goes on.",
        epilog="退出码 exit codes: 0 全部做完 all done; 1 有的组没有做，见 OUT/manifest.json some groups were refused; 2 用法不对 usage; 130 停下了 stopped. "
        "自己的记录 own records: --export JOB OUT --crisis SLUG, --load OUT.",
    )
    named = (*NAMES, CHAIN)
    parser.add_argument("job", metavar="JOB", nargs="?", choices=named, help=" · ".join(named))
    parser.add_argument(
        "source", metavar="IN", nargs="?", type=Path, help="Parquet 文件或文件夹 a file, or a folder of them"
    )
    parser.add_argument(
        "target",
        metavar="OUT",
        nargs="?",
        type=Path,
        help="空文件夹 an empty folder: data/*.parquet, manifest.json",
    )
    parser.add_argument("--runner", choices=RUNNERS, default=os.environ.get("QIAO_BATCH_RUNNER") or "local", help="在哪里跑 where (default: QIAO_BATCH_RUNNER, local)")  # fmt: skip
    parser.add_argument(
        "--processes",
        type=int,
        default=1,
        metavar="N",
        help="本机进程数 processes of this machine (default: 1)",
    )
    parser.add_argument(
        "--memory",
        default="2GB",
        metavar="2GB",
        help="内存上限，多的走磁盘 bound of memory; the rest goes through the disk",
    )
    parser.add_argument("--master", default=os.environ.get("QIAO_SPARK_MASTER") or "local[*]", help="Spark 在哪里 where Spark runs (default: QIAO_SPARK_MASTER, local[*])")  # fmt: skip
    parser.add_argument(
        "--parts", type=int, metavar="N", help="分成几份 parts (default: one for 50 000 rows)"
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="任务的参数 a parameter of the job"
    )
    parser.add_argument(
        "--describe",
        action="store_true",
        help="写出任务要的列、参数和给出的列 columns and parameters of the job",
    )
    parser.add_argument("--install", nargs="?", const="local", choices=RUNNERS, help="只安装 only install what a runner needs")  # fmt: skip
    return parser


def describe(name: str) -> str:
    """Return what a job takes and gives, for people."""
    from qiao.batch.jobs import job_called

    job = job_called(name)
    lines = [f"{job.name} {job.version}", f"按组 groups: {', '.join(job.keys) or '—'}", "输入 in:"]
    lines += [f"  {one.name}: {one.type}{'?' if one.name in job.optional else ''}" for one in job.source]
    lines += ["输出 out:", *(f"  {one.name}: {one.type}" for one in job.result)]
    told = [f"  {key} = {value or '（必填 required）'}" for key, value in job.parameters.items()]
    return "\n".join([*lines, *(["参数 parameters:", *told] if told else [])]) + "\n"


def _bar() -> tuple["tqdm[None]", Callable[[int, int], None]]:
    bar: tqdm[None] = tqdm(unit=" 份 parts", disable=not sys.stderr.isatty(), file=sys.stderr)

    def tell(done: int, total: int) -> None:
        bar.total, bar.n = total, done
        bar.refresh()

    return bar, tell


def _chain(options: argparse.Namespace) -> int:
    from qiao.batch import chain

    told = dict(one.partition("=")[::2] for one in options.set)
    options.now = told.get("now", NOW)
    code, measured = chain.run(options.source, options.target, options, say=sys.stderr.write)
    sys.stdout.write(f"{chain.table(measured)}\n")
    return code


def _run(options: argparse.Namespace) -> int:
    from qiao.batch.jobs import job_called
    from qiao.batch.runners import Settings, run

    told = dict(one.partition("=")[::2] for one in options.set)
    settings = Settings(
        options.runner, options.processes, options.memory, options.master, options.parts, told
    )
    bar, tell = _bar()
    with bar:
        made = run(job_called(options.job), options.source, options.target, settings, tell=tell)
    sys.stderr.write(
        f"{made.plan.rows} 行 rows，{made.groups} 组 groups → {made.rows} 行 rows；"
        f"{len(made.parts)} 份 parts，{made.runner}；{options.target}/manifest.json\n"
    )
    for one in made.refused[:SHOWN]:
        sys.stderr.write(f"没有做 refused: {one['group']}: {one['why']}\n")
    return SOME_REFUSED if made.refused else OK


def main(argv: list[str] | None = None) -> int:
    """Run the command; return 0, 1 when groups were refused, 2 when it cannot run at all, 130 when stopped."""
    try:
        parser = _parser()
    except ModuleNotFoundError as error:
        sys.stderr.write(f"{error}: ./qiao batch --install\n")
        return USAGE
    from qiao.batch.jobs import NAMES

    options = parser.parse_args(argv)
    if options.install or options.describe:
        sys.stdout.write(describe(options.job) if options.describe and options.job in NAMES else "")
        return OK
    if options.target is None:
        parser.error("要写明 JOB、IN、OUT name JOB, IN and OUT")
    if options.processes < 1 or (options.parts is not None and options.parts < 1):
        parser.error("--processes, --parts: 至少 1 at least 1")
    try:
        return _chain(options) if options.job == CHAIN else _run(options)
    except KeyboardInterrupt:
        sys.stderr.write(
            "停下了，做完的留着；再运行一次接着做。 Stopped; what is done is kept, run it again to go on.\n"
        )
        return STOPPED
    except (QiaoError, OSError) as error:
        told = [error.message("zh"), error.message("en")] if isinstance(error, QiaoError) else [str(error)]
        sys.stderr.write("".join(f"{line}\n" for line in told))
        return USAGE


if __name__ == "__main__":
    sys.exit(main())
