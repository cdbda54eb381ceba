"""The one settings file. Values that differ between installations come from the environment through `env`."""

from __future__ import annotations

import sys
from pathlib import Path

from csp.constants import SELF

from xingtan.project import env, secrets

ROOT = Path(__file__).resolve().parents[3]
HOME = Path(env.text("XINGTAN_HOME", str(ROOT / "var"), doc="Folder for everything this installation writes."))

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY", "", doc="Signs cookies and links. Made once in XINGTAN_HOME when not given.") or (
    secrets.stored(HOME, "secret_key")
)
PERSONAL_DATA_KEY = env.text(
    "PERSONAL_DATA_KEY", "", doc="Encrypts documents and phone numbers (32 bytes, base64). Made once when not given."
) or secrets.stored(HOME, "personal_data_key")
AUDIT_KEY = env.text("AUDIT_KEY", "", doc="Seals the journal (32 bytes, base64). Made once when not given.") or (
    secrets.stored(HOME, "audit_key")
)
AUDIT_KEEP_MONTHS = env.integer("AUDIT_KEEP_MONTHS", 12, doc="Months the journal is kept, never fewer than 6.")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "*", doc="Host names this installation answers to, comma-separated.")
IS_DEMO = env.flag("DEMO", True, doc="Load the demonstration district into an empty database; 0 for a real bureau.")
RETIREMENT_AGES = (
    env.integer("RETIREMENT_AGE_MEN", 60, doc="Age at which men retire; used for the list of this year's retirements."),
    env.integer("RETIREMENT_AGE_WOMEN", 55, doc="Age at which women in teaching posts retire."),
)
REGISTRATION_YEARS = env.integer(
    "REGISTRATION_YEARS", 5, doc="Years from one periodic registration of a teaching certificate to the next."
)
EXCHANGE_AFTER_YEARS = env.integer(
    "EXCHANGE_AFTER_YEARS", 6, doc="Years at one school after which a teacher counts as eligible for exchange."
)
EXCHANGE_PERCENT = (
    env.integer("EXCHANGE_PERCENT", 10, doc="Share of eligible teachers that the region wants exchanged in a year."),
    env.integer("EXCHANGE_BACKBONE_PERCENT", 20, doc="Share of backbone teachers wanted among the exchanged."),
)
EDTECH_CLASSES = env.integer("EDTECH_CLASSES", 12, doc="Classes of a school that call for one more edtech keeper.")
DEMONSTRATION_CHECK = "xingtan.project.demo.is_demo"  # whether this database holds the demonstration
IMPORT_VANISH_PERCENT = env.integer(
    "IMPORT_VANISH_PERCENT", 5, doc="An import that would end more than this share of a list is asked about once more."
)
BEHIND_TLS = env.flag("BEHIND_TLS", False, doc="The address people use begins with https.")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "xingtan.kernel.http",
    "xingtan.kernel.i18n",
    "xingtan.kernel.ui",
    "xingtan.kernel.codes",
    "xingtan.kernel.events",
    "xingtan.kernel.tasks",
    "xingtan.kernel.audit",
    "xingtan.kernel.files",
    "xingtan.kernel.notices",
    "xingtan.kernel.search",
    "xingtan.kernel.tables",
    "xingtan.kernel.imports",
    "xingtan.people.organisations",
    "xingtan.people.persons",
    "xingtan.people.access",
    "xingtan.people.accounts",
    "xingtan.people.postings",
    "xingtan.people.roster",
    "xingtan.engines.papers",
    "xingtan.engines.workflow",
    "xingtan.apps.workbench",
    "xingtan.apps.registry",
    "xingtan.apps.staffing",
    "xingtan.apps.exchange",
    "xingtan.apps.gateway",
    "xingtan.project.demo",
    "xingtan.project",
]

MIDDLEWARE = [
    "xingtan.project.health.HealthMiddleware",
    "xingtan.kernel.http.middleware.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xingtan.kernel.http.middleware.LanguageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xingtan.people.accounts.middleware.ActorMiddleware",
    "xingtan.apps.gateway.middleware.GateMiddleware",
    "xingtan.apps.workbench.middleware.ShellMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "xingtan.project.urls"
WSGI_APPLICATION = "xingtan.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": ["django.template.context_processors.request", "xingtan.kernel.ui.context.shell"],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.database("DATABASE_URL", HOME, doc="postgresql://… of a server (15 or newer).")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "xingtan.people.accounts.backends.SignInNameBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "xingtan.people.accounts.passwords.PasswordRules"}]
LOGIN_URL = "gateway:sign_in"
LOGIN_REDIRECT_URL = "workbench:home"
SESSION_ENGINE = "xingtan.people.accounts.sessions"
SESSION_COOKIE_NAME = "xingtan_session"
SESSION_COOKIE_AGE = env.integer("SESSION_IDLE_MINUTES", 12 * 60, doc="A session ends after so many idle minutes.") * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False  # htmx reads it; the session cookie stays HttpOnly
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS", "", doc="Origins (https://…) that a proxy presents, if any.")
CSRF_FAILURE_VIEW = "xingtan.kernel.http.views.csrf_failure"

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # schools share one address, so never by address alone
AXES_FAILURE_LIMIT = env.integer("SIGN_IN_TRIES", 5, doc="Wrong passwords before a name is locked at an address.")
AXES_COOLOFF_TIME = env.minutes("SIGN_IN_LOCK_MINUTES", 30, doc="How long such a lock lasts.")
AXES_LOCKOUT_CALLABLE = "xingtan.people.accounts.lockout.answer"
AXES_HANDLER = "xingtan.people.accounts.lockout.LockHandler"
AXES_USERNAME_FORM_FIELD = "username"
AXES_USERNAME_CALLABLE = "xingtan.people.accounts.lockout.name_of"  # one account has three names, and one lock
AXES_CLIENT_IP_CALLABLE = "xingtan.people.accounts.lockout.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # who signed in stands in the journal

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
    }
}
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0, doc="How many proxies in front add X-Forwarded-For.")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src/xingtan/kernel/locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai", doc="Local time of this installation.")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31536000

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST", "", doc="Mail server. Without one, notices stay in the product.")
    else "django.core.mail.backends.dummy.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST", "", doc="Mail server. Without one, notices stay in the product.")
EMAIL_PORT = env.integer("EMAIL_PORT", 25, doc="Port of the mail server.")
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "noreply@localhost", doc="Sender of mails.")

QUIET_HOURS = env.text("QUIET_HOURS", "21:00-07:00", doc="Nothing goes out in these local hours unless it is urgent.")
DAILY_PUSH_BUDGET = env.integer("DAILY_PUSH_BUDGET", 10, doc="Most messages a day to one person, urgent ones apart.")
SCHOOL_DAILY_SMS = env.integer("SCHOOL_DAILY_SMS", 3000, doc="Most text messages a day for one school's notices.")
NOTICE_CHANNELS = env.several(
    "NOTICE_CHANNELS",
    "wecom,dingtalk,sms,email",
    ("wecom", "dingtalk", "sms", "email"),
    doc="Ways out of the product, the first tried first; the next one is tried when one refuses.",
)
PUBLIC_ADDRESS = env.text("PUBLIC_ADDRESS", "", doc="Address people use (https://…), for links in messages.")

SETUP_CODE = env.text("SETUP_CODE", "", doc="Asked for by the first-run wizard, for servers that others can reach.")
SENDER_TIMEOUT_SECONDS = env.integer("SENDER_TIMEOUT_SECONDS", 10, doc="Longest wait for a sender of notices.")
SMS_PROVIDER = env.choice(
    "SMS_PROVIDER", "", ("aliyun", "tencent", "gateway"), doc="Who sends text messages. Empty: SMS_GATEWAY_URL, if any."
)
SMS_CODES_A_DAY = env.integer("SMS_CODES_A_DAY", 5, doc="Most codes by text message to one phone a day.")
SMS_CODE_PAUSE_SECONDS = env.integer("SMS_CODE_PAUSE_SECONDS", 60, doc="Seconds between two codes to one phone.")
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL", "", doc="Address that takes text messages by POST, of a gateway you run.")
SMS_GATEWAY_KEY = env.text("SMS_GATEWAY_KEY", "", doc="Sent to the SMS gateway as bearer token.")
ALIYUN_SMS_KEY_ID = env.text("ALIYUN_SMS_KEY_ID", "", doc="Aliyun SMS: AccessKey ID.")
ALIYUN_SMS_KEY_SECRET = env.text("ALIYUN_SMS_KEY_SECRET", "", doc="Aliyun SMS: AccessKey secret.")
ALIYUN_SMS_SIGN_NAME = env.text("ALIYUN_SMS_SIGN_NAME", "", doc="Aliyun SMS: approved signature (签名).")
ALIYUN_SMS_URL = env.text("ALIYUN_SMS_URL", "https://dysmsapi.aliyuncs.com/", doc="Aliyun SMS: address.")
TENCENT_SMS_SECRET_ID = env.text("TENCENT_SMS_SECRET_ID", "", doc="Tencent Cloud SMS: SecretId.")
TENCENT_SMS_SECRET_KEY = env.text("TENCENT_SMS_SECRET_KEY", "", doc="Tencent Cloud SMS: SecretKey.")
TENCENT_SMS_APP_ID = env.text("TENCENT_SMS_APP_ID", "", doc="Tencent Cloud SMS: SdkAppId.")
TENCENT_SMS_SIGN_NAME = env.text("TENCENT_SMS_SIGN_NAME", "", doc="Tencent Cloud SMS: approved signature (签名).")
TENCENT_SMS_REGION = env.text("TENCENT_SMS_REGION", "ap-guangzhou", doc="Tencent Cloud SMS: region.")
TENCENT_SMS_URL = env.text("TENCENT_SMS_URL", "https://sms.tencentcloudapi.com/", doc="Tencent Cloud SMS: address.")
WECOM_CORP_ID = env.text("WECOM_CORP_ID", "", doc="WeChat Work: ID of the company (corpid).")
WECOM_AGENT_ID = env.integer("WECOM_AGENT_ID", 0, doc="WeChat Work: number of the application (agentid).")
WECOM_SECRET = env.text("WECOM_SECRET", "", doc="WeChat Work: secret of the application.")
WECOM_URL = env.text("WECOM_URL", "https://qyapi.weixin.qq.com", doc="WeChat Work: address.")
DINGTALK_APP_KEY = env.text("DINGTALK_APP_KEY", "", doc="DingTalk: AppKey of the application.")
DINGTALK_APP_SECRET = env.text("DINGTALK_APP_SECRET", "", doc="DingTalk: AppSecret of the application.")
DINGTALK_AGENT_ID = env.integer("DINGTALK_AGENT_ID", 0, doc="DingTalk: AgentId of the application.")
DINGTALK_URL = env.text("DINGTALK_URL", "https://oapi.dingtalk.com", doc="DingTalk: address.")

FILES_S3 = {
    "bucket": env.text("FILES_S3_BUCKET", "", doc="Bucket for uploaded files. Empty: they lie in XINGTAN_HOME/files."),
    "endpoint": env.text("FILES_S3_ENDPOINT", "", doc="https://… of the S3 service. Empty: that of AWS."),
    "region": env.text("FILES_S3_REGION", "", doc="Region of the bucket, where the service has regions."),
    "prefix": env.text("FILES_S3_PREFIX", "", doc="Begins every name in the bucket, e.g. xingtan/."),
    "access_key": env.text("FILES_S3_ACCESS_KEY", "", doc="Empty: AWS_ACCESS_KEY_ID, ~/.aws or the machine's role."),
    "secret_key": env.text("FILES_S3_SECRET_KEY", "", doc="Belongs to FILES_S3_ACCESS_KEY."),
    "addressing": env.choice(
        "FILES_S3_ADDRESSING", "auto", ("auto", "path", "virtual"), doc="Bucket in the path or in the host name."
    ),
}

BACKUP_FOLDER = env.text("BACKUP_FOLDER", "", doc="Folder of the nightly backups. Empty: none is made by itself.")
BACKUP_KEEP = env.integer("BACKUP_KEEP", 14, doc="How many nightly backups are kept; 0 keeps all.")

PHONE_CODES_A_DAY_FROM_ADDRESS = env.integer(
    "PHONE_CODES_A_DAY_FROM_ADDRESS", 300, doc="Most codes a day asked for from one network address; schools share one."
)
PHONE_TRUST_DAYS = env.integer(
    "PHONE_TRUST_DAYS", 90, doc="After so many days without signing in, a code by phone needs the name too."
)
CLASS_CODE_DAYS = env.integer("CLASS_CODE_DAYS", 90, doc="Days a class code works after it was made; 0 for no end.")

MAX_UPLOAD_BYTES = env.integer("MAX_UPLOAD_MEGABYTES", 200, doc="Largest file that may be uploaded.") * 1024 * 1024
PAPER_FONTS = env.text(
    "PAPER_FONTS", "", doc="Folder with fonts of your own (仿宋_GB2312, 方正小标宋…) for printed papers. Empty: Noto."
)
PORTRAIT_SHAPE = (
    env.integer("PORTRAIT_WIDTH", 358, doc="Width of a pupil's portrait (学籍照), in pixels."),
    env.integer("PORTRAIT_HEIGHT", 441, doc="Height of a pupil's portrait (学籍照), in pixels."),
)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quote": {"()": "xingtan.kernel.http.logs.QuoteFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(quote)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["quote"],
            "stream": sys.stderr,
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},  # a refusal is no incident
        "httpx": {"level": "WARNING"},  # addresses of exchanges carry tokens
        "httpcore": {"level": "WARNING"},
    },
}
