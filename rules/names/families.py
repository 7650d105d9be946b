"""Family names, to tell a person from a shop where a name stands in brackets or was written given name first."""

_COMPOUND = """
欧阳 上官 诸葛 司徒 司马 皇甫 慕容 东方 南宫 夏侯 尉迟 公孙 轩辕 令狐 宇文 长孙 端木 万俟 澹台 申屠
"""
COMPOUND = frozenset(_COMPOUND.split())
SINGLE = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢唐许冯宋韩邓彭曹曾田萧潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷段龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔文洪庄纪连"
    "柯施詹翁欧卓阮赖涂游简温骆巫童颜梅盛倪华柳葛章阎单解仇区查盖朴翟缪卜柏殷左古安齐伍岳尤耿牛樊邢路申庞聂焦管俞"
    "傅凌祝裴蓝池米麻甘"
)


def is_person(name: str) -> bool:
    """Tell whether a normal form looks like the name of a Chinese person: two to four characters, a family in front."""
    if not 2 <= len(name) <= 4:
        return False
    return name[:2] in COMPOUND or (name[0] in SINGLE and len(name) <= 3)
