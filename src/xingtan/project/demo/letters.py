"""Texts of the letters that people of the district have written: who, to whom, what, how many days ago."""

from __future__ import annotations

from dataclasses import dataclass

from xingtan.apps.workbench.data import Audience

BUREAU, SCHOOL, CLASS = "bureau", "school", "class"


@dataclass(frozen=True)
class Text:
    """`ack_in` is the last day to sign, counted from today; None asks for nothing."""

    key: str
    by: str  # a role of the cast
    scope: str
    to: Audience | None  # None: the three administrators, whom no audience names
    days_ago: int
    title: str
    body: str
    ack_in: int | None = None
    is_urgent: bool = False


TEXTS = (
    Text("security", "bureau_leader", BUREAU, Audience.STAFF, 9, "网络与数据安全责任书签收",
         "请每位同志阅读责任书，确认后留存。个人账号不得转借，离开座位请锁屏。", -1),
    Text("own-data", "bureau_staff", BUREAU, Audience.STAFF, 10, "核对教职工个人信息",
         "请登录后核对本人姓名、证件、职称和任教学科，有误的写明情况。核对后请签收本通知。", -3),
    Text("training", "bureau_leader", BUREAU, Audience.STAFF, 4, "信息技术应用能力校本研修",
         "每位教师每学年完成不少于25学时的校本研修，机关人员参照执行。请签收。", 5),
    Text("one-account", "bureau_staff", BUREAU, Audience.STAFF, 36, "统一身份认证启用说明",
         "即日起各系统使用同一账号登录。首次登录须修改密码，并阅读用户协议。"),
    Text("round", "bureau_leader", BUREAU, Audience.STAFF, 58, "校园安全隐患排查",
         "请按清单逐项自查，发现问题先整改、后报告。"),
    Text("register-check", "bureau_staff", BUREAU, Audience.HEADS, 11, "开展学籍信息核查",
         "请组织班主任逐人核对姓名、证件、监护人和联系电话，缺项和矛盾项在平台上补齐。请校长签收。", -2),
    Text("cio", "bureau_leader", BUREAU, Audience.HEADS, 5, "落实学校首席信息官",
         "首席信息官由校领导担任，电教中心负责人具体落实。尚未明确的学校请尽快登记任职。", 6),
    Text("pairs", "bureau_staff", BUREAU, Audience.HEADS, 48, "结对帮扶工作安排",
         "帮扶双方每月至少开展一次同步教研，记录在平台上留存。"),
    Text("homework", "principal", SCHOOL, Audience.STAFF, 3, "作业总量公示要求",
         "各班每天各科作业由班主任统筹，小学一、二年级不布置书面家庭作业。请签收。", 2),
    Text("open-class", "school_administrator", SCHOOL, Audience.STAFF, 25, "教研观摩课安排",
         "观摩课在录播教室进行，课后请在教研组内评议。"),
    Text("guardians", "school_administrator", SCHOOL, Audience.HOMEROOM, 6, "核对本班监护人信息",
         "请逐人核对监护人姓名、关系和电话，补齐缺项。完成后请签收。", 1),
    Text("pupil-account", "school_administrator", SCHOOL, Audience.STUDENTS, 8, "使用学习账号的约定",
         "密码只告诉家长和班主任，不借给同学。看到让你不舒服的内容，马上告诉老师。读完请点“签收”。", -1),
    Text("pupil-safety", "homeroom_teacher", CLASS, Audience.STUDENTS, 3, "上下学路上的安全",
         "过马路走斑马线，不在路上追逐。接你的人变了，请家长先告诉班主任。读完请点“签收”。", 3),
    Text("pupil-books", "school_administrator", SCHOOL, Audience.STUDENTS, 16, "图书角借书办法",
         "一次借两本，两周内归还。"),
    Text("traffic", "homeroom_teacher", CLASS, Audience.GUARDIANS, 7, "致家长的一封信：上下学交通安全",
         "请与孩子一起熟悉上学路线，骑电动车接送时佩戴头盔，按学校划定的地点停靠。阅读后请签收。", -1, True),
    Text("meeting", "homeroom_teacher", CLASS, Audience.GUARDIANS, 3, "家长会回执",
         "家长会在本月最后一个周五下午举行，地点为各班教室。请签收，不能到会的由班主任另约时间。", 4),
    Text("phones", "school_administrator", SCHOOL, Audience.GUARDIANS, 30, "手机管理告知",
         "手机原则上不带入校园，确有需要的由家长书面申请。"),
    Text("food", "school_administrator", SCHOOL, Audience.GUARDIANS, 44, "食堂食谱公示",
         "每周一公布带量食谱，家长陪餐请提前一天预约。"),
    Text("three-duties", "bureau_leader", BUREAU, None, 10, "三员职责与保密承诺书",
         "系统管理员、安全管理员、审计管理员互不兼任，不代他人操作。请阅读后签收。", -2),
    Text("quarter", "bureau_leader", BUREAU, None, 3, "本季度权限与日志检查",
         "请按各自职责检查账号、授权和审计日志，发现异常及时报告。请签收。", 6),
    Text("citizen-rules", "bureau_staff", BUREAU, Audience.CITIZENS, 12, "市民学习账号使用须知",
         "账号用于选课和记录学习成果，请勿转借。学习记录归本人所有，可以随时导出。请阅读后签收。", -2),
    Text("citizen-courses", "bureau_staff", BUREAU, Audience.CITIZENS, 4, "社区学习活动报名须知",
         "活动在各社区学习点举行，座位有限，报名后不能参加的请提前取消。请阅读后签收。", 7),
    Text("citizen-open", "bureau_staff", BUREAU, Audience.CITIZENS, 27, "学校体育场地开放时间",
         "周末和节假日8:00至18:00开放，请服从学校管理。"),
)  # fmt: skip
