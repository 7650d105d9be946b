"""Characters that the eye takes for one another: written down by hand, and nearly the same when drawn."""

from array import array
from bisect import bisect_left
from functools import cache, lru_cache
from itertools import accumulate

ROWS = """
己已巳 未末 士土 日曰 天夭无 微徽 侯候 睛晴 戊戌戍戎成 杨扬 阵陈 泽译择 粱梁 载戴栽 刘浏 林淋琳 璜簧 千干于 目自白百
贝见 牛午 今令 兵乒乓 折拆析 洒酒 免兔 拔拨 旦且 亨享 晚晓 辩辨辫 幻幼 历厉 庆厌 斤斥 风凤 孑子孓 冶治 冷泠 建健键
昌冒 炙灸 茶荼 莱菜 荣萦 坏环怀 怡恰 明朋 胜姓性 祥详 祯帧 伟纬 炜讳 锋峰蜂烽 铭酩 锦绵棉 娜哪 婷停 媛缓暖 婧靖
妹妺姝 涛祷 淮准 滨宾 漳樟 潭谭 澜谰 彬杉 松枱 柏伯 柳抑 桂佳 桐洞 楠南 榕蓉 永水冰 求球 河何 波坡 清请情 鹏朋 鸿鸠
鹤鹊 龙尤 麒麟 吴昊 呈呆 国园 宁字 宇字 宪完 尚向 嵘蝾 市巾 幸辛 广厂 延廷 弘引 彤丹 彭澎 怀坏 恒桓 悦说 惠慧 成戍
才寸 旭旮 昆毘 晨辰 本木 朱未 杏杳 来末 杰木 枫讽 栋拣 鸟乌 人入 由甲申 大太犬 王玉 祖租 凌陵 郎朗 渊洲
"""
COMPONENTS = """
胡湖葫瑚蝴糊 俊峻骏竣浚逡 青清情晴睛靖静婧倩精菁请 玲铃龄岭领伶羚零聆 伟玮炜苇纬韦讳 淇琪祺棋旗期琦骐 琦绮奇崎骑倚
瑜渝愉榆喻谕 宾滨缤槟彬 辉晖挥浑军 莹莺萤营荣荧 璐潞露鹭路 洁结吉桔佶 钧均筠匀 宸晨辰震振 梓辛锌 娟捐绢涓 怡贻饴治始
佳桂娃挂洼 停婷亭廷庭 敏繁海梅毓 悦说锐脱税 珊姗册栅 珍诊疹 琳淋林霖彬 瑞端喘 瑶遥摇谣 旋璇漩 莉利俐梨犁 荷何河柯可
连莲涟链 掬菊鞠 蓉榕容溶熔镕 薇微徽 蕊芯心 虹红江工鸿 裕浴欲俗 诚城成盛晟 廉谦嫌濂 豪毫壕 达迏大 迪油由邮抽袖 逸免兔
锋峰蜂烽逢蓬 锦绵棉 镇填慎真 隆窿降 雄雌 韵均 颂松讼 颖颍 鹏朋棚 麒麟 宏宠 宁宇字宅 安按案 宝玉 富福幅副 尧晓烧饶浇
岚风枫疯讽 康糠 建健键毽 弘私泓 强墙 颜彦谚 志忘忐 思恩 恒桓 恺凯铠 慧彗惠 捷婕睫 旺汪王望 昌冒唱猖 明朋萌 曼漫慢蔓
柏伯泊拍帕 柳抑卯 栋冻陈 根恨很银良 桃挑姚逃 楠南喃 槐愧魁 欣掀 永水泳咏 沁心 泉皋 波坡破披玻 泰秦春奉 洋样祥详
洪拱供 津律 浪狼朗郎 涵函 渊洲 潇萧箫啸肃 澄橙登 烈列裂 焕换涣唤 煜昱 熙照煦 玫致牧 珠株朱诛蛛 理埋里狸鲤 瑾谨槿
甜恬 申伸坤绅神 白百柏 盛威 群郡裙君 翔祥翻 耀跃曜 聪总 胜性姓星 芬芳分份 英央秧映 茂戊 荣荥 蔡察 贵责 超起 越趣
军车 远运园院 郭敦 邓郑 钟种仲忠冲 铭酩名 长张帐涨 闽闵 陈阵东 韦书 高亮膏 黎黍 杯坏环怀 吴昊呈 杨扬汤场畅荡肠
谢射榭 廖寥缪 赖懒籁 苏办 罗萝锣箩 潘播番蟠 简间 彭膨澎 詹瞻檐蟾 卢户炉芦庐驴 梁粱染 孙逊荪 范苑犯 方芳放房访仿防坊
曹遭槽 温湿 薛蘖 蒋奖浆桨 唐塘糖 徐涂余除途 冯玛 董重懂 阮院 源原 顺须 利刊 康庸 岛鸟 厦夏 湾弯 达送 通桶勇涌 东车
西酉 花化华 园圆 茗名铭 烟咽 占店点站沾 忠患 宋宗 余佘 敬警 启后 李季 孝考 昱显 旭九 昕欣听 昊旻 暄喧萱宣渲 曦羲
铭鸣 炫弦眩 烨华桦晔 焱炎淡谈 煊暄 燕熊 玥钥月 珂坷柯 珺君 琛深探 琰炎 瑛英 瑄宣 璋章漳彰樟 璟景影憬 皓浩告皎 睿容
礼扎 禾木 程呈逞 稳隐 竞竟境镜 笛迪 紫素 经径轻 纪记妃 绍招昭照沼 维唯惟淮准谁推 缘绿 美羡 翠碎 肖消销悄俏 育肓 舒予
航抗杭 良娘浪 艳绝 芝之乏 芹斤 若苦 茜西 莎沙纱 菲非啡斐 萍平评苹坪 蓓倍 蔚尉慰 蕾雷 薪新 藤腾滕 虎虚 衡行 袁远 裴非
训川 诗侍持时寺 豫像 贝见 贤坚 赫郝 轩干杆 辅铺补浦捕 郁都 采彩菜 金全 鑫金 钦软 闻间问 阳阴 雅稚 雯雪 霞假 韬稻
顾顽 飞气 驰池弛施 鲁鱼 黄横 齐挤济 沈枕忱耽 朝潮嘲 星腥醒惺猩 两俩辆满 受授绶爱 奉捧俸棒奏秦泰春 寿涛筹铸畴祷焘
台治怡冶始胎抬 尚堂棠裳常掌党 圭佳桂洼蛙崖 果课棵颗裸 录绿禄碌 予野舒预 专传转砖 复腹覆馥 艮根跟恨银限很眼退
良朗浪狼郎粮娘 昌唱倡猖菖 章樟障漳璋彰 庄桩脏 召招照昭沼超绍邵 各路洛络格客阁恪 夆峰蜂锋逢 仓苍沧舱抢枪 仑论轮伦沦
勾沟构购钩 句狗苟够枸 尧烧绕浇晓挠饶骁 夹峡侠狭挟陕 佥险检脸验剑签俭 京凉谅景鲸惊琼 敬警擎 今琴念含衿吟
斤听析近祈芹沂 巨拒距炬 居剧据锯 昆混棍琨锟 立位拉粒泣 粦鳞磷麟 流琉硫 麻磨摩魔 莫漠摸模膜慕暮墓寞 门们问闻间闷闽
孟猛锰 苗猫描瞄 某谋煤媒 内纳呐讷 尼泥妮呢 宁拧狞柠 农浓脓 奴努怒 女汝 巴把吧爸爬芭 包抱跑炮泡饱 千迁纤歼 前煎箭剪
欠坎砍饮欢 乔桥侨娇骄轿 且祖组租姐助 秋愁锹 求球救裘 取娶趣聚 全拴栓诠荃 壬任妊 如茹絮 若诺偌惹 山仙汕岂 善膳
少沙纱砂吵妙 师狮筛 史使驶 氏纸芪 叔淑寂督椒 司词饲祠伺 寺诗侍持时待特 它蛇舵驼 天吞 田佃甸 同铜桐洞筒 土吐杜肚
屯顿纯钝 未妹味昧 文纹蚊坟 我饿鹅俄峨 无抚 五伍语吾 希稀 相想箱湘霜 向响晌 孝哮 兄况祝 旬询殉荀 牙芽呀雅 夭沃妖笑
也他她池地 衣依 以似拟 义仪议蚁 易踢赐锡 因烟姻恩 于宇芋 元远完玩冠 员圆损陨 原源愿 月玥明 争净挣睁 正征证政整症
支枝技 只识织职 直值植殖 主住注柱驻 卓掉桌绰 子仔孜 宗综棕崇 尃博搏膊傅缚 侯喉猴候 戋钱浅线残 单弹禅蝉 多移够 朵躲
反返饭板版 非排悲菲 甫铺辅浦捕葡 付府符附 盖磕 干肝杆汗旱 甘柑钳 告浩皓靠 更硬梗便 弓躬 谷俗欲裕 古故姑枯固 瓜孤狐
贯惯 广矿旷扩 鬼魁魂愧 贵遗溃 国帼 亥孩核该刻 合拾哈给 曷喝渴葛 黑墨默 亨享哼 后垢 虎唬 户护沪 化花华货 奂换焕唤
皇煌凰惶 灰恢 会绘 昏婚 或惑域 几机肌饥 己记纪忌 家嫁稼 甲鸭押 加驾架 见现观规 交校较郊效 节芹 介价界 金锦 井讲进
九旭究 开形 亢杭航抗 考烤 空控腔 夸跨垮 匡框筐 来莱 兰拦烂 老佬姥 乐烁栎 雷蕾擂 离璃漓 力历 娄楼搂 鲁橹 吕侣
马妈码骂 买卖 毛耗 美姜羡 米迷 免晚勉 面缅 民眠 牟眸 乃奶仍 牛牢 欧殴枢 派脉 旁膀 票漂飘 品晶 秦榛 区驱 曲典 桑嗓
色艳 舍啥 身射谢 士仕志 市柿 式试拭 是题堤 首道 束速 术述 水永冰 隋随 遂隧 覃潭谭 汤烫 陶淘掏 挺艇 万迈 威戚 委魏巍
温瘟 吴误娱 喜嘉 先洗宪 显湿 象像橡 小少 熊能 学觉 雪扫 沿铅 益溢 意臆 羽翔 泽择译 曾增赠僧 知智 左佐 湖潮 显星 寿奉
芳芬芸芙 芬芥芳 芸芝 英芙 茉莱菜 蓝篮 宏宠宫 宝宅室宾 宗宋宪 家冢 安宴妥 宣宜宦官宫 容客窄 寒塞赛 富窗 定宝实 沁泌沦
江汪汗汁 法沽治冶 洋泮详 洪淇 海悔诲 浩活洁洽 清渍情 润涧洞闰 深琛淋 林材村杆 柏柚拍 桂桩挂佳 枫讽机 榕格容 杨扬场物
柳抑仰 玲珍玢玫玖玟 珊珠珂 琳琪琦琼琨 瑞瑜瑶瑾瑰 玉主王五生壬丰 珏钰 诚城诫成 许评讳 谢射榭谅 谦谨歉廉 娜娅嫣
妹姝妤好 婉碗惋 炎焱灾炭 炜烨炬 烁炼 灿灯汕 明朋胆 旭旯旮 昊吴旻昱 晨辰展 昌冒唱旦 景影晾 智知暂 星显皇 春舂眷泰奉
昆皆旻 晗含 曼蔓晏 映殃英 时对讨 忠患思恩息 怡治恰贻 恒桓恬悟 慧彗惠患 意竟音章 伟纬讳伍 仁亿 伯柏怕 佳住往佬 杰木然
信倍估 俞愈 依侬衣 作昨咋 铭铬酩 锋峰蜂铎 锦绵棉锡 钟种钞钏 铁秩轶 钦软饮 毫亳豪毛 民氏良 雨两丙而 弦张弥 比北此化
丰半羊车年 秀季委禾香 金全余舍会 元无天允 文丈又交方 云去亏会 平乎午干半 东车乐冻练 广厂庆庄 力刀万办九 大太犬丈天夫
小少水 生主牛笙圭 古占吉舌石右 田由甲申电旦 白自百日向 旦旧目且 合舍全会含 同回周因困国固 吉古告结喜 良艮郎食
利和私科刊判 季李秀孝 克兄充光先尧 京亨享亮高亭 孟盂益盖盆 青责春表 美羡姜羔善关兰 贵责贡员资 武式或戊 勇男甬
重垂董里 泉皋帛 庆厌庄应 康庸唐廉鹿 庭廷延建 廉兼谦 哲折誓浙暂 喜嘉善吉熹 善膳普羔 友发反灰爱有右 有右存友
孝考老者教 其甚具真贝 真直具镇 君群尹 尹伊丑 尚向党常商 常裳堂棠带 荣荥劳莱茶 茶荼茗 黄寅横贡 叶汁什计吐
卓桌早草阜朝单 卢户芦声 尤龙犹优 袁哀衷表远园 施旎旋旗族拖 郭享敦廓 严产亚业 史吏更央 苏办芬协 吕品侣昌 何向河荷可伺
罗岁梦萝 高亮膏商 郑邓关邦都 邱郎丘邵 曹遭糟 彭膨澎鼓 潘播番藩 蔡察祭蔬 贾贺贸买票 贺驾货 丁于宁订十 任伍壬仕住
姜美羌羡
"""  # characters that share the part by which they are written, and differ in what stands beside it


@cache
def _packed() -> "tuple[str, array[int], str]":
    """Return the characters that have partners, in order; where each one's begin; and all partners, one behind another.

    Made when the first two names are compared; a dictionary of them would hold 0.9 MB for good, this 0.2.
    """
    from rules.names.shapes import SHAPES

    found: dict[str, str] = {}
    for group in (ROWS + COMPONENTS).split():
        for char in group:
            found[char] = found.get(char, "") + group
    for group in SHAPES.split():
        first = group[0]
        found[first] = found.get(first, "") + group[1:]
        for other in group[1:]:
            found[other] = found.get(other, "") + first
    chars = "".join(sorted(found))
    each = ["".join(sorted({*found[char]} - {char})) for char in chars]
    return chars, array("I", accumulate(map(len, each), initial=0)), "".join(each)


@lru_cache(maxsize=2048)
def partners(char: str) -> str:
    """Return the characters that one is taken for, in order; "" where there are none."""
    chars, starts, every = _packed()
    place = bisect_left(chars, char)
    return every[starts[place] : starts[place + 1]] if chars[place : place + 1] == char else ""


@cache
def by_hand() -> dict[str, str]:
    """Return the partners of the first table only: what is mistyped so often that it is known."""
    partners: dict[str, set[str]] = {}
    for group in ROWS.split():
        for char in group:
            partners.setdefault(char, set()).update(set(group) - {char})
    return {char: "".join(sorted(group)) for char, group in partners.items()}


def look_alike(one: str, other: str) -> bool:
    """Tell whether two characters are easily taken for one another."""
    return other in partners(one)
