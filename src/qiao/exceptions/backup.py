"""Refusals of backup, restore and upgrade."""

from qiao.exceptions import QiaoError


class BackupKeyError(QiaoError):
    """A file that should hold a key of backups holds none."""

    code = "backup_key"
    status = 422
    message_zh = "{path} 里没有备份的密钥（应有一行以 AGE-SECRET-KEY 或 age1 开头）。"
    message_en = "{path} holds no key of backups (a line that begins with AGE-SECRET-KEY or age1)."


class BackupKeyMissingError(QiaoError):
    """Nobody said where the private key is."""

    code = "backup_key_missing"
    status = 422
    message_zh = "打开备份需要私钥：这里没有 {path}。请用 --key 文件 或 QIAO_BACKUP_KEY 指出它在哪里。"
    message_en = "A backup is opened by its private key, and {path} is not here. Name it by --key FILE or QIAO_BACKUP_KEY."


class BackupWrongKeyError(QiaoError):
    """The key is one, but of other backups."""

    code = "backup_wrong_key"
    status = 422
    message_zh = "这把私钥打不开这份备份：备份是给另一把密钥做的。什么都没有改动。"
    message_en = "This key does not open this backup: it was made for another one. Nothing was changed."


class BackupBrokenError(QiaoError):
    """The file is cut off, changed, or no backup."""

    code = "backup_broken"
    status = 422
    message_zh = "这份备份不完整或被改过，没有恢复任何东西（{why}）。请换一份。"
    message_en = (
        "This backup is cut off, changed, or none of ours; nothing was restored ({why}). Take another."
    )


class BackupNewerError(QiaoError):
    """The backup comes from a later version."""

    code = "backup_newer"
    status = 422
    message_zh = "备份来自更新的版本（有这里没有的升级：{names}）。请先把程序更新到那个版本。"
    message_en = "The backup is of a later version (it has migrations unknown here: {names}). Update the program first."


class BackupVendorError(QiaoError):
    """The backup is of the other database."""

    code = "backup_vendor"
    status = 422
    message_zh = "备份是 {theirs} 的，这里用的是 {ours}。请按备份的数据库恢复。"
    message_en = (
        "The backup is of {theirs}, and {ours} is in use here. Restore it to the database it was taken from."
    )


class RestoreOccupiedError(QiaoError):
    """There is data where the backup should go."""

    code = "restore_occupied"
    status = 409
    message_zh = "{place} 已有数据，不会被覆盖。请恢复到空的数据目录（--data 目录）或空的数据库。"
    message_en = "{place} holds data, which is never written over. Restore into an empty directory (--data DIR) or database."


class BackupExistsError(QiaoError):
    """The file to write is there already."""

    code = "backup_exists"
    status = 409
    message_zh = "{path} 已经存在，不会被覆盖。请换一个文件名。"
    message_en = "{path} exists and is not written over. Choose another name."


class BackupRuleError(QiaoError):
    """The rule by which old backups are thinned cannot be read."""

    code = "backup_rule"
    status = 422
    message_zh = "读不懂保留规则“{said}”。请写成 48h,14d,8w,12m：48 小时内全留，有备份的 14 天、8 周、12 个月各留最后一份。"
    message_en = "“{said}” is no rule for keeping backups. Write 48h,14d,8w,12m: all of 48 hours, and the last one of 14 days, 8 weeks and 12 months that have one."


class BackupToolError(QiaoError):
    """A program of PostgreSQL is missing or refused."""

    code = "backup_tool"
    status = 500
    message_zh = "{tool} 没有做成：{why}。请安装与服务器同版本的 postgresql-client。"
    message_en = "{tool} failed: {why}. Install the postgresql-client of the server's version."


class UpgradeLostRowsError(QiaoError):
    """A migration lost rows; the database stands as before."""

    code = "upgrade_lost_rows"
    status = 500
    message_zh = "升级后行数变少了（{tables}）。已从备份 {backup} 恢复到升级之前。"
    message_en = "The upgrade lost rows ({tables}). The database stands as before, from the backup {backup}."


class ServedError(QiaoError):
    """A server, or an upgrade, holds the data directory."""

    code = "data_dir_served"
    status = 409
    message_zh = "{path} 正有服务器或升级在用。请先停下它（Ctrl-C 或 systemctl stop）。"
    message_en = "A server or an upgrade is using {path}. Stop it first (Ctrl-C, or systemctl stop)."
