"""What a database error means to a person: locked, full, gone, not ours."""

from sqlalchemy.exc import DBAPIError

from models.errors import OutsideUnavailable

KNOWN = (  # part of the driver's words: what happened, what to do
    ("database is locked", "数据库正被另一个进程占用。", "稍等片刻再做;若一直如此,用 luqiao doctor 查看。"),
    ("disk is full", "磁盘已满。", "腾出空间后重做这一步。"),
    ("unable to open", "打不开数据库文件。", "检查 [database] url 的路径和权限,或先运行 luqiao init。"),
    ("no such table", "数据库里还没有表。", "先运行 luqiao init。"),
    ("undefinedtable", "数据库里还没有表。", "先运行 luqiao init。"),
    ("readonly database", "数据库文件只读。", "检查文件和目录的权限。"),
    ("malformed", "数据库文件已损坏。", "停止使用,用 luqiao restore 恢复最近的备份。"),
    ("not a database", "配置的文件不是数据库。", "检查 [database] url。"),
    ("authentication failed", "数据库拒绝了用户名或密码。", "检查 [database] url。"),
    ("connection", "连不上数据库。", "检查数据库服务是否在运行,再试一次。"),
)


def database_trouble(error: DBAPIError) -> OutsideUnavailable:
    """Return the message for a database error; nothing of the statement or its values is in it."""
    words = f"{type(error.orig).__name__} {error.orig}".lower()
    for part, happened, do_next in KNOWN:
        if part in words:
            return OutsideUnavailable(happened, kept="已经提交的内容都在,这一步没有留下痕迹。", do_next=do_next)
    return OutsideUnavailable(
        "数据库没有完成这一步。", kept="已经提交的内容都在。", do_next="再试一次,或运行 luqiao doctor。"
    )
