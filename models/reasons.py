"""Why the operating system refused, in the words of the house instead of its own English."""

import errno

REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "已有同名文件或文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EFBIG: "文件超过系统允许的大小",
    errno.EROFS: "磁盘只能读",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名称太长",
    errno.EMFILE: "打开的文件太多",
    errno.EADDRINUSE: "端口已被占用",
}
UNKNOWN = "系统错误"


def reason(error: OSError) -> str:
    """Return why a call of the system failed, in Chinese; what has no words here is named by its code."""
    code = error.errno or 0
    return REASONS.get(code) or f"{UNKNOWN} {errno.errorcode.get(code, code or type(error).__name__)}"
