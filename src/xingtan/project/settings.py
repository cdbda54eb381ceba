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
DEMONSTRATION_CHECK = "xingtan.project.demo.is_demo"  # whether this database holds the demonstration
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
    "xingtan.people.organisations",
    "xingtan.people.persons",
    "xingtan.people.access",
    "xingtan.people.accounts",
    "xingtan.people.postings",
    "xingtan.people.roster",
    "xingtan.apps.workbench",
    "xingtan.apps.registry",
    "xingtan.apps.staffing",
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

QUIET_HOURS = env.text("QUIET_HOURS", "21:00-07:00", doc="No mail goes out in these local hours unless it is urgent.")
DAILY_PUSH_BUDGET = env.integer("DAILY_PUSH_BUDGET", 10, doc="Most mails a day to one person, urgent ones apart.")

SETUP_CODE = env.text("SETUP_CODE", "", doc="Asked for by the first-run wizard, for servers that others can reach.")
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL", "", doc="Address that takes text messages by POST. Without one, no SMS.")
SMS_GATEWAY_KEY = env.text("SMS_GATEWAY_KEY", "", doc="Sent to the SMS gateway as bearer token.")

MAX_UPLOAD_BYTES = env.integer("MAX_UPLOAD_MEGABYTES", 200, doc="Largest file that may be uploaded.") * 1024 * 1024
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
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"level": "ERROR"}},  # a refusal is no incident
}
