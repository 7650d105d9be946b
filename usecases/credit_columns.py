"""What the receivers' columns are called at our desk: a rejected field is shown by our name beside theirs."""

PARTY = {
    "XDR_MC": "当事人名称", "XDR_LB": "当事人类型", "XDR_SHXYM": "统一社会信用代码", "XDR_GSZC": "工商注册号",
    "XDR_ZZJG": "组织机构代码", "XDR_SWDJ": "税务登记号", "XDR_SYDW": "事业单位证书号", "XDR_SHZZ": "社会组织登记证号",
    "FRDB": "法定代表人（经营者）", "FR_ZJLX": "法定代表人证件类型", "FR_ZJHM": "法定代表人证件号码",
    "XDR_ZJLX": "证件类型", "XDR_ZJHM": "证件号码",
}  # fmt: skip
OWN = {
    "XK_XKWS": "决定文书名称", "XK_WSH": "文号", "XK_XKLB": "许可类别", "XK_XKZS": "许可证书名称",
    "XK_XKBH": "许可证号", "XK_NR": "许可内容", "XK_JDRQ": "决定日期", "XK_YXQZ": "有效期自", "XK_YXQZI": "有效期至",
    "XK_XKJG": "许可机关",
    "XK_XKJGDM": "许可机关代码", "XK_ZT": "当前状态", "XK_LYDW": "数据来源单位", "XK_LYDWDM": "数据来源单位代码",
    "CF_WSH": "文号", "CF_WFXW": "违法行为类型", "CF_SY": "违法事实", "CF_YJ": "处罚依据", "CF_CFLB": "处罚种类",
    "CF_NR": "处罚内容", "CF_NR_FK": "罚款", "CF_NR_WFFF": "没收", "CF_NR_ZKDX": "吊销证照", "CF_JDRQ": "决定日期",
    "CF_YXQ": "处罚有效期", "CF_GSJZQ": "公示截止期", "CF_CFJG": "处罚机关", "CF_CFJGDM": "处罚机关代码",
    "CF_SJLY": "数据来源单位", "CF_SJLYDM": "数据来源单位代码", "BZ": "备注",
}  # fmt: skip
NAMES = OWN | {f"{kind}_{column}": name for kind in ("XK", "CF") for column, name in PARTY.items()}


def our_name(column: str) -> str:
    """Return what we call a receiver's column, "" where we know none."""
    return NAMES.get(column, "")
