"""Refusals of moving to PostgreSQL, and of serving what was not moved to its end."""

from qiao.exceptions import QiaoError


class MoveUrlError(QiaoError):
    """The address is none of a PostgreSQL database."""

    code = "move_url"
    status = 422
    message_zh = "请写出 PostgreSQL 的地址，例如 postgresql://用户:密码@主机:5432/库名；密码里的 @ : / 要写成 %40 %3A %2F。"
    message_en = "Name a PostgreSQL database, such as postgresql://user:password@host:5432/name; write @ : / of a password as %40 %3A %2F."


class MoveAlreadyError(QiaoError):
    """PostgreSQL is in use already."""

    code = "move_already"
    status = 409
    message_zh = (
        "这里已经在用 PostgreSQL（设了 QIAO_DATABASE_URL）。搬家从 SQLite 出发：请先去掉这项设置再运行。"
    )
    message_en = "PostgreSQL is in use here (QIAO_DATABASE_URL is set). The move begins at SQLite: unset it and run again."


class MoveSourceError(QiaoError):
    """The SQLite database is absent or damaged."""

    code = "move_source"
    status = 422
    message_zh = (
        "{path} 读不了（{why}）。什么都没有改动。请看数据目录（--data）对不对，运行 ./qiao doctor --deep。"
    )
    message_en = "{path} cannot be carried over ({why}). Nothing was changed. See whether --data is right, and run ./qiao doctor --deep."


class MovePendingError(QiaoError):
    """The SQLite database is of an older version."""

    code = "move_pending"
    status = 409
    message_zh = "SQLite 库还差 {count} 个升级（从 {first} 起）。请先 ./qiao upgrade，再搬。"
    message_en = "The SQLite database lacks {count} migrations (from {first} on). Run ./qiao upgrade first."


class MoveWrittenError(QiaoError):
    """Somebody wrote while the move went on."""

    code = "move_written"
    status = 409
    message_zh = (
        "搬的时候有人写了 {path}。请停下网站和后台进程（serve、worker、定时任务），清空目标库，再搬一次。"
    )
    message_en = "{path} was written to during the move. Stop the site and its worker (serve, worker, timers), empty the target, move again."


class MoveUnreachableError(QiaoError):
    """The target does not answer."""

    code = "move_unreachable"
    status = 502
    message_zh = "连不上目标库：{why}。请看它是否在运行、地址和密码是否对；不在本机时要加密连接（QIAO_DATABASE_SSLMODE、QIAO_DATABASE_CA）。"
    message_en = "The target cannot be reached: {why}. See whether it runs and the address is right; beyond this machine it must be encrypted (QIAO_DATABASE_SSLMODE, QIAO_DATABASE_CA)."


class MoveTargetError(QiaoError):
    """The target is too old, keeps other letters, or lets us make nothing."""

    code = "move_target"
    status = 422
    message_zh = "目标库还不能用：{why}。什么都没有改动。改法：{remedy}"
    message_en = "The target will not do yet: {why}. Nothing was changed. What helps: {remedy}"


class MoveOccupiedError(QiaoError):
    """The target holds tables that are not of this move."""

    code = "move_occupied"
    status = 409
    message_zh = "目标库里已有 {count} 张表（如 {first}），不会被覆盖。请给一个空库：CREATE DATABASE 新名字。"
    message_en = "The target holds {count} tables (such as {first}) and is not written over. Give an empty one: CREATE DATABASE name."


class MoveBegunError(QiaoError):
    """A move to this target began and did not end."""

    code = "move_begun"
    status = 409
    message_zh = "这个库里有一次没有搬完的搬家。接着搬请加 --resume；要重来，请换一个空库。"
    message_en = "A move to this database began and did not end. Add --resume to go on, or give an empty database to begin anew."


class MoveNotBegunError(QiaoError):
    """There is no move to go on with."""

    code = "move_not_begun"
    status = 409
    message_zh = "这个库里没有可以接着搬的搬家。请去掉 --resume。"
    message_en = "There is no move in this database to go on with. Leave --resume out."


class MoveOtherSourceError(QiaoError):
    """The move that began was of other data."""

    code = "move_other_source"
    status = 409
    message_zh = (
        "没搬完的那一次搬的不是现在的数据：来源换了，或那以后又有人写过。请清空目标库，不加 --resume 重新搬。"
    )
    message_en = "The move that began was of other data: another source, or it was written to since. Empty the target and begin anew without --resume."


class MoveSchemaError(QiaoError):
    """A table or column of the source has no place in the target."""

    code = "move_schema"
    status = 500
    message_zh = "目标库里没有地方放 {what}。什么都没有搬。请把这句话告诉开发者。"
    message_en = "The target has no place for {what}. Nothing was carried over. Please tell the developers."


class MoveRefusedError(QiaoError):
    """PostgreSQL does not take what SQLite kept."""

    code = "move_refused"
    status = 422
    message_zh = "PostgreSQL 不收 {table} 第 {place} 行起的一批：{why}。来源没有改动；改好那一行以后用 --resume 不行，请清空目标库重新搬。"
    message_en = "PostgreSQL does not take a row of {table} behind place {place}: {why}. The source is as it was; once that row is mended, empty the target and move again."


class MoveStepError(QiaoError):
    """A step that another process did for us failed."""

    code = "move_step"
    status = 500
    message_zh = "{step} 没有做成：{why}。来源没有改动；弄好以后加 --resume 接着搬。"
    message_en = "{step} failed: {why}. The source is as it was; mend this and go on with --resume."


class MoveUnequalError(QiaoError):
    """The target is not equal to the source."""

    code = "move_unequal"
    status = 500
    message_zh = "搬过去的与来源不符：{what}。请继续用 SQLite（来源没有改动），不要用目标库。"
    message_en = "What was carried over differs from the source: {what}. Go on with SQLite, which is as it was, and do not use the target."


class MoveUnfinishedError(QiaoError):
    """The database is one that a move did not come to the end of."""

    code = "move_unfinished"
    status = 503
    message_zh = (
        "这个库没有搬完，不能用。请去掉 QIAO_DATABASE_URL 运行 ./qiao move-to-postgres 地址 --resume。"
    )
    message_en = "The move to this database did not come to its end. Unset QIAO_DATABASE_URL and run ./qiao move-to-postgres URL --resume."
