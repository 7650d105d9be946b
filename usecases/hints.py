"""Our hint beside the receiver's words: what a clerk can do about a rejected message."""

HINTS = {
    "column_missing": "缺少必填栏目，请补齐后更正并重新推送。",
    "column_forbidden": "该栏目不适用于此类相对人，请核对相对人类别。",
    "value_invalid": "取值不在对方允许范围内，请核对。",
    "code_invalid": "代码不在对方代码表内，请核对取值或适配配置。",
    "too_long": "内容超过对方允许的长度，请精简后更正。",
    "date_invalid": "日期不正确，请核对。",
    "date_future": "对方时钟认为日期在未来，十分钟后自动再送。",
    "amount_format": "金额须大于零且为万元六位小数，请核对金额。",
    "check_digit": "统一社会信用代码或证件号码校验不通过，请核对证照原件。",
    "character_forbidden": "内容含有控制字符、不可见字符或首尾空格，请更正。",
    "key_mismatch": "文书号与机关代码不一致，请联系管理员核对适配配置。",
    "hash_mismatch": "内容摘要不一致，请联系管理员核对适配配置。",
    "version_conflict": "对方已有同一版本的不同内容，请先对账，再以新版本更正。",
    "version_stale": "对方已有更新的版本，请先对账。",
    "not_found": "对方从未收到该记录，无需撤回；请先对账确认。",
    "receipt_too_long": "内容对方已收到，回执号却无法保存：请对照往来原文，与对方商定较短的回执号，再放行。",
    "deleted": "对方已删除该记录；请问明原因，再更正、撤回，或经两人作废。",
    "repaired": "该记录已信用修复，不得再次推送；可将本条作废。",
    "source_disputed": "相对人对该记录有异议，请核实后更正或撤回。",
    "subject_mismatch": "相对人名称与代码在对方登记中不一致，请核对后更正。",
    "revision_stale": "申请人已提交新版本，请查看差异后重新决定。",
    "order_invalid": "对方认为当前状态不能接收此事件（可能已撤回），请核对申请状态。",
    "event_conflict": "同一事件号内容不一致，请联系管理员。",
    "project_not_found": "渠道中没有此申请，请联系管理员核对。",
    "version_conflict_licence": "三统一系统已有同一版本的不同内容，请核对许可证登记。",
    "column_unknown": "对方返回的栏目不在对接规范中，不能原样送回；请管理员核对对接规范。",
    "held_by_profile": "对接规范要求人工处理：按所述原因核对后更正，或与对方商定后再放行。",
    "generation_mismatch": "对方收的是另一代栏目，什么都没有推送；请管理员核对对接规范。",
    "10002": "缺少必填栏目，请补齐后更正并重新推送。",
    "10003": "缺少必填栏目（多为日期），请补齐后更正并重新推送。",
    "10004": "对方认为格式不对，请核对所指栏目；内容无误的，请管理员在对接规范中声明对方的误拒。",
    "10005": "对方时钟认为日期在未来；日期无误的，次日放行。",
    "10006": "同一批中有两条这个文书号的记录，请联系管理员。",
    "20001": "对方已有这条数据，请先对账；内容已变的，以新版本更正。",
    "30001": "类别不在对方的代码表内，请管理员核对对接规范的代码表。",
    "40001": "对方自己的校验规则有错，不是本局数据的问题：请告知对方，或由管理员声明此栏不送。",
}
DEFAULT = "请按对方说明核对内容；更正后放行，或联系管理员。"
ALIASES = {"61512": "revision_stale", "412": "revision_stale", "61513": "order_invalid", "422": "order_invalid"}
ALIASES |= {"20002": "repaired", "20003": "version_stale"}


def for_code(code: str) -> str:
    """Return what to do about a receiver's code."""
    return HINTS.get(ALIASES.get(code, code), DEFAULT)
