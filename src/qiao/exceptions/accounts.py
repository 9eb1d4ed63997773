"""Refusals while signing in, and at the start."""

from qiao.exceptions import QiaoError


class SignInTooOftenError(QiaoError):
    code = "sign_in_too_often"
    status = 429
    message_zh = (
        "登录试得太多，先停一小时，密码没有被核对。忘了密码请找本组织管理员；如果不是您在试，请告诉管理员。"
    )
    message_en = "Too many tries to sign in: wait an hour, no password was checked. If you forgot it, or it was not you who tried, tell your administrator."


class FactorLastError(QiaoError):
    """Who must have a second factor would be left without one."""

    code = "factor_last"
    status = 409
    message_zh = "这是您最后一种两步验证方式，您的角色必须有一种，没有移除。先添加另一种，再移除这一种。"
    message_en = "This is your last second factor, and your role must have one: nothing was removed. Add another first, then remove this one."


class DatabaseNotDurableError(QiaoError):
    """The database would lose what it acknowledged; nothing is served with it."""

    code = "database_not_durable"
    status = 503
    message_zh = "数据库现在的设置断电会丢数据（{setting} = {value}），没有启动。请把它改回 FULL 或 on 再启动；./qiao doctor 说明怎么改。"
    message_en = "As the database is set, a power cut loses what it acknowledged ({setting} = {value}); not started. Set it to FULL or on; ./qiao doctor says how."
