"""Refusals of the second wall: the database does not know the program, or nobody may make its role."""

from qiao.exceptions import QiaoError


class WallsUnknownError(QiaoError):
    """The database does not take the seals of this data directory, so every page would be empty."""

    code = "walls_unknown"
    status = 503
    message_zh = (
        "数据库不认这个数据目录的行级安全密钥（keys/wall_key），每一页都会是空的。"
        "请用表的属主运行 ./qiao roles（QIAO_OWNER_DATABASE_URL）。"
    )
    message_en = (
        "The database does not take this data directory's key of row-level security (keys/wall_key): every page would "
        "be empty. Run ./qiao roles as the owner of the tables (QIAO_OWNER_DATABASE_URL)."
    )


class RolesNotHereError(QiaoError):
    """SQLite has no roles."""

    code = "roles_not_here"
    status = 422
    message_zh = "只有 PostgreSQL 有角色和行级安全；这里用的是 SQLite，没有改动。"
    message_en = "Only PostgreSQL has roles and row-level security; this is SQLite, and nothing was changed."


class OwnerNeededError(QiaoError):
    """Who runs this does not own the tables."""

    code = "owner_needed"
    status = 422
    message_zh = (
        "角色 {role} 不是表的属主，不能做这件事。请把属主的连接写在 QIAO_OWNER_DATABASE_URL，再试一次。"
    )
    message_en = (
        "The role {role} does not own the tables and cannot do this. Put the owner's connection into "
        "QIAO_OWNER_DATABASE_URL and try again."
    )
