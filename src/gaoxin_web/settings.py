"""Settings of the web application: all of them come from the environment, with a safe default for each.

GAOXIN_HOME holds database, files and the secret key (default ``.gaoxin``). GAOXIN_DATABASE_URL names a
PostgreSQL database; without it SQLite in the home is used. docs/reference/settings.md lists them all.
"""

import sys
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF

from gaoxin_web.platform import home as place

env = environ.Env()

HOME = Path(env.str("GAOXIN_HOME", ".gaoxin")).resolve()
"""The folder that holds everything this installation knows."""

DEMO = place.is_demo(HOME)
"""Whether this home was filled with the demonstration round: synthetic data, no second factor, said on every page."""

SECRET_KEY = env.str("GAOXIN_SECRET_KEY", "") or place.secret(HOME)
DEBUG = False
ALLOWED_HOSTS = env.list("GAOXIN_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
TLS = env.bool("GAOXIN_TLS", False)
"""Whether people come over TLS: cookies are then sent over TLS only, and browsers are told to stay with it."""

PROXIES = env.int("GAOXIN_PROXIES", 0)
"""How many proxies of ours stand before the server; only so many entries of X-Forwarded-For are believed."""

PASSWORD_PROFILE = env.str("GAOXIN_PASSWORD_PROFILE", "djbh3")
"""The rules for passwords: ``djbh3`` (level 3 of classified protection) or ``asvs``."""

IDLE_MINUTES = env.int("GAOXIN_IDLE_MINUTES", 30)
SESSION_HOURS = env.int("GAOXIN_SESSION_HOURS", 10)
"""A session ends after so many idle minutes, and after so many hours whatever happens."""

PARALLEL_SESSIONS = env.int("GAOXIN_PARALLEL_SESSIONS", 200 if DEMO else 5)
"""How many sessions one person may have at a time; the oldest ends when one more begins."""

JOURNAL_DAYS = place.at_least(180, "GAOXIN_JOURNAL_DAYS", env.int("GAOXIN_JOURNAL_DAYS", 3_650))
"""For how many days the journal is promised to be kept: never fewer than 180; nothing removes lines anyway."""

OIDC = {
    "issuer": env.str("GAOXIN_OIDC_ISSUER", ""),
    "client": env.str("GAOXIN_OIDC_CLIENT", ""),
    "secret": env.str("GAOXIN_OIDC_SECRET", ""),
    "name": env.str("GAOXIN_OIDC_NAME", "OIDC"),
}
"""Log-in by a provider of the organisation (OpenID Connect); off unless an issuer is named."""

ROOMS = ("platform", "accounts", "registry", "collect", "review", "panels", "rounds", "dashboards", "api")
"""The rooms of the web application, the lowest first."""

_HERE = Path(__file__).parent

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "gaoxin_web",
]

MIDDLEWARE = [
    "gaoxin_web.platform.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gaoxin_web.platform.speech.Speech",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "gaoxin_web.accounts.sessions.Sessions",
    "gaoxin_web.platform.body.Body",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gaoxin_web.platform.refusals.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "gaoxin_web.urls"
WSGI_APPLICATION = "gaoxin_web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / room / "templates" for room in ROOMS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "gaoxin_web.platform.shell.shell",
            ],
            "builtins": ["gaoxin_web.platform.tags", "gaoxin_web.collect.tags", "gaoxin_web.review.tags"],
        },
    }
]


def _database() -> dict[str, Any]:
    """Return PostgreSQL where an address is given, else SQLite in the home."""
    if env.str("GAOXIN_DATABASE_URL", ""):
        found: dict[str, Any] = env.db("GAOXIN_DATABASE_URL")
        return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "gaoxin.sqlite3",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
            "PRAGMA temp_store=MEMORY; PRAGMA recursive_triggers=ON;",
        },
        "CONN_MAX_AGE": None,
    }


DATABASES = {"default": _database()}

AUTH_USER_MODEL = "gaoxin_web.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = place.folder(HOME, "static")
STATICFILES_DIRS = [
    *(_HERE / room / "static" for room in ROOMS if (_HERE / room / "static").is_dir()),
    ("echarts", place.echarts()),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

SESSION_ENGINE = "gaoxin_web.accounts.kept"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
CSRF_FAILURE_VIEW = "gaoxin_web.platform.refusals.csrf_failed"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
"""TLS ends at the proxy: it must set X-Forwarded-Proto, and the server must be reached through it alone."""
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = (
    ["security.W004", "security.W008", "security.W012", "security.W016"] if not TLS else []
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

MAX_UPLOAD = 80 * 2**20
"""Bytes of the largest file that is taken."""
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_TEMP_DIR = place.folder(HOME, "uploads")
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": sys.stderr}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
