"""Readings that differ from a character's usual one: in surnames, in given names, in names of places."""

from __future__ import annotations


def _table(lines: str) -> dict[str, str]:
    return dict(pair.split(":") for pair in lines.split())


# One character, read so only as a family name.
SINGLE = _table(
    """
    单:shan 解:xie 朴:piao 区:ou 查:zha 盖:ge 乐:yue 覃:qin 种:chong 召:shao 员:yun 繁:po 黑:he 折:she 牟:mu 祭:zhai
    洗:xian 阚:kan 句:gou 郇:xun 隗:wei 佴:nai 乜:nie 不:fou 卜:bu 秘:bi 薄:bo 角:jue 重:chong 能:nai 藏:zang 乘:sheng
    适:kuo 蔚:yu 会:gui 弹:tan
    """
)

# Two characters and more. Those without an unusual reading stand here too, so that the first character is not taken
# for a family name of its own: 乐正, 单于.
COMPOUND = _table(
    """
    单于:chan,yu 尉迟:yu,chi 万俟:mo,qi 令狐:ling,hu 长孙:zhang,sun 澹台:tan,tai 夏侯:xia,hou 鲜于:xian,yu
    皇甫:huang,fu 淳于:chun,yu 公冶:gong,ye 慕容:mu,rong 司徒:si,tu 司马:si,ma 司空:si,kong 司寇:si,kou
    上官:shang,guan 欧阳:ou,yang 诸葛:zhu,ge 呼延:hu,yan 端木:duan,mu 百里:bai,li 东方:dong,fang 独孤:du,gu
    南宫:nan,gong 西门:xi,men 申屠:shen,tu 公孙:gong,sun 轩辕:xuan,yuan 钟离:zhong,li 宗政:zong,zheng 濮阳:pu,yang
    太叔:tai,shu 赫连:he,lian 闻人:wen,ren 亓官:qi,guan 仉督:zhang,du 子车:zi,ju 颛孙:zhuan,sun 巫马:wu,ma
    公西:gong,xi 漆雕:qi,diao 乐正:yue,zheng 壤驷:rang,si 公良:gong,liang 拓跋:tuo,ba 夹谷:jia,gu 宰父:zai,fu
    谷梁:gu,liang 段干:duan,gan 东郭:dong,guo 南门:nan,men 羊舌:yang,she 微生:wei,sheng 梁丘:liang,qiu 左丘:zuo,qiu
    东门:dong,men 第五:di,wu 贺兰:he,lan 纳兰:na,lan 完颜:wan,yan 耶律:ye,lv 叶赫:ye,he 相里:xiang,li 宇文:yu,wen
    褚师:chu,shi 吐谷浑:tu,yu,hun 爱新觉罗:ai,xin,jue,luo 盖楼:ge,lou 乐羊:yue,yang 单父:shan,fu
    """
)

# Everywhere else, where the dictionary's first reading is not the one people mean in names.
USUAL = _table(
    """
    都:du 长:chang 曾:zeng 晟:sheng 翟:zhai 缪:miao 参:shen 调:tiao 了:liao 仔:zi 什:shi 说:yue 伽:jia 仇:qiu 𠮷:ji
    """
)

# Places and words in which a character is read otherwise; school names are full of them.
PLACES = _table(
    """
    重庆:chong,qing 重阳:chong,yang 厦门:xia,men 会稽:kuai,ji 蔚县:yu,xian 六安:lu,an 铅山:yan,shan 番禺:pan,yu
    东阿:dong,e 浚县:xun,xian 单县:shan,xian 尉犁:yu,li 乐亭:lao,ting 乐清:yue,qing 洪洞:hong,tong 大埔:da,bu
    黄陂:huang,pi 音乐:yin,yue 银行:yin,hang 校长:xiao,zhang 家长:jia,zhang 成长:cheng,zhang 班长:ban,zhang
    组长:zu,zhang 园长:yuan,zhang 局长:ju,zhang 朝霞:zhao,xia 西藏:xi,zang 调研:diao,yan 会计:kuai,ji 泌阳:bi,yang
    阿房:e,pang 身毒:yuan,du 龟兹:qiu,ci 吐蕃:tu,bo 柏林:bo,lin 涡阳:guo,yang 枞阳:zong,yang 率先:shuai,xian
    """
)

# What somebody may well type for a given-name character besides its usual reading.
ALTERNATIVES = {
    "乐": ("yue",),
    "朝": ("zhao",),
    "行": ("hang", "heng"),
    "重": ("chong",),
    "长": ("zhang",),
    "茜": ("xi",),
    "晟": ("cheng",),
    "翟": ("di",),
    "覃": ("qin",),
    "曾": ("ceng",),
    "盛": ("cheng",),
    "牟": ("mou",),
    "谌": ("shen",),
    "郇": ("huan",),
    "隗": ("kui",),
    "折": ("zhe",),
    "褚": ("zhe",),
    "娜": ("nuo",),
    "藏": ("cang",),
    "华": ("hua",),
    "都": ("dou",),
    "仔": ("zai",),
    "柏": ("bo",),
    "洗": ("xi",),
    "那": ("nuo",),
    "区": ("qu",),
    "仇": ("chou",),
    "单": ("dan",),
    "解": ("jie",),
    "缪": ("mou",),
    "朴": ("pu",),
    "查": ("cha",),
    "盖": ("gai",),
    "宓": ("fu",),
    "车": ("ju",),
    "种": ("zhong",),
}
