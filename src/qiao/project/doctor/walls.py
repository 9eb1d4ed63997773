"""The second wall, on PostgreSQL: does it stand, does it know us, and does it hold whom it should?"""

from django.db import connection

from qiao.project.doctor.finding import Finding, broken, good, warning
from qiao.project.walls.raising import knows_seals, lacking
from qiao.project.walls.roles import is_above_walls, owns_tables

ROLES = ("./qiao roles", "./qiao roles")
A_ROLE = (
    "给程序一个自己的角色：docs/operate.md“属主和程序”",
    "Give the program a role of its own: docs/operate.md, “Owner and program”",
)


def row_security() -> list[Finding]:
    """Look whether the database itself keeps organisations apart."""
    if connection.vendor != "postgresql":
        return []
    if missing := lacking():
        named = ", ".join(missing[:3])
        said = (
            f"{len(missing)} 张表没有行级安全：{named}",
            f"{len(missing)} tables lack row-level security: {named}",
        )
        return [broken(said, ROLES)]
    if not knows_seals():
        said = (
            "数据库不认 keys/wall_key，页面会是空的",
            "The database does not take keys/wall_key: pages are empty",
        )
        return [broken(said, ROLES)]
    return [_held()]


def _held() -> Finding:
    role = connection.settings_dict["USER"]
    if is_above_walls():
        said = (
            f"{role} 是超级用户或有 BYPASSRLS：行级安全对它无效",
            f"{role} is a superuser or has BYPASSRLS: no policy holds it",
        )
        return warning(said, A_ROLE)
    if owns_tables():
        said = (
            f"程序用的 {role} 就是表的属主：行级安全有效，但它能拆掉",
            f"The program's role {role} owns the tables: the walls hold it, and it could take them down",
        )
        return warning(said, A_ROLE)
    return good("行级安全在，程序不是表的属主", "Row-level security stands, and the program owns nothing")
