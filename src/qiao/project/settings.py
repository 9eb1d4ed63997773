"""Settings: read from the environment only, prefix QIAO_. A secret may come from a file (…_FILE)."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

ROOT = Path(__file__).resolve().parents[3]
# Each thread of the server keeps its connection: opening one costs as much as keeping a report.
KEPT_OPEN_SECONDS = 60
TRUE, FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def env(name: str, default: str = "") -> str:
    """Return QIAO_<name>, or the content of the file named by QIAO_<name>_FILE."""
    path = os.environ.get(f"QIAO_{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(f"QIAO_{name}", default)


def env_bool(name: str, *, default: bool = False) -> bool:
    """Return QIAO_<name> as yes or no; anything else stops the start."""
    value = env(name, "1" if default else "0").lower()
    if value not in TRUE | FALSE:
        message = f"QIAO_{name}={value!r} is neither yes nor no"
        raise ValueError(message)
    return value in TRUE


def env_choice(name: str, choices: tuple[str, ...]) -> str:
    """Return QIAO_<name>, one of the choices, the first by default; anything else stops the start."""
    value = env(name, choices[0])
    if value not in choices:
        message = f"QIAO_{name}={value!r} is none of {', '.join(choices)}"
        raise ValueError(message)
    return value


def env_list(name: str, default: str = "") -> list[str]:
    """Return QIAO_<name> split at commas."""
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


def secret_key(path: Path) -> str:
    """Return the key in `path`, made on first use (O_EXCL, mode 0600)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
    return path.read_text(encoding="ascii").strip()


SHORTEST_TOKEN = 24


def env_token(name: str) -> str:
    """Return QIAO_<name>, a secret that programs send; one short enough to be guessed stops the start."""
    value = env(name)
    if value and len(value) < SHORTEST_TOKEN:
        message = (
            f"QIAO_{name} is shorter than {SHORTEST_TOKEN} characters: make one with openssl rand -hex 24"
        )
        raise ValueError(message)
    return value


BEYOND_THIS_MACHINE = "verify-full"
QIAO_STATEMENT_SECONDS = int(env("STATEMENT_SECONDS", "300"))
QIAO_LOCK_SECONDS = int(env("LOCK_SECONDS", "20"))
QIAO_TRANSACTION_IDLE_SECONDS = int(env("TRANSACTION_IDLE_SECONDS", "600"))
QIAO_POOL = int(env("POOL", "0"))
POOL_WAIT_SECONDS = 10
REPLICA_WAIT_SECONDS = 3
DURABLE = (
    f"-c synchronous_commit=on -c statement_timeout={QIAO_STATEMENT_SECONDS}s -c lock_timeout={QIAO_LOCK_SECONDS}s"
    f" -c idle_in_transaction_session_timeout={QIAO_TRANSACTION_IDLE_SECONDS}s"
)
"""SECURITY 6: what is acknowledged is on disk; a statement, a wait or a transaction that hangs does not for ever."""


def encryption(host: str) -> dict[str, str]:
    """Return how PostgreSQL beyond this machine is reached: encrypted, and its certificate looked at."""
    near = not host or host.startswith("/") or host in {"localhost", "127.0.0.1", "::1"}
    mode = env("DATABASE_SSLMODE", "" if near else BEYOND_THIS_MACHINE)
    if not mode:
        return {}
    return (
        {"sslmode": mode, "sslrootcert": env("DATABASE_CA", "system")}
        if "verify" in mode
        else {"sslmode": mode}
    )


def database(url: str, data: Path) -> dict[str, Any]:
    """Return Django's database settings: PostgreSQL by URL, otherwise SQLite in the data directory."""
    if not url:
        return {
            "ENGINE": "qiao.project.sqlite",
            "NAME": data / "qiao.sqlite3",
            "CONN_MAX_AGE": KEPT_OPEN_SECONDS,
            # A file, as in real work: in memory SQLite locks whole tables, and races there prove nothing.
            "TEST": {"NAME": data / "test.sqlite3"},
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA secure_delete=ON;"
                ),
            },
        }
    parts = urlparse(url)
    pool = {"pool": {"min_size": 1, "max_size": QIAO_POOL, "timeout": POOL_WAIT_SECONDS}} if QIAO_POOL else {}
    return {
        "ENGINE": "qiao.project.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0 if QIAO_POOL else KEPT_OPEN_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": DURABLE, **encryption(parts.hostname or ""), **pool},
    }


def databases(data: Path) -> dict[str, dict[str, Any]]:
    """Return the database, and beside it the copy that published pages and exports may be read from."""
    found = {"default": database(env("DATABASE_URL"), data)}
    if url := env("REPLICA_URL"):
        copy = database(url, data)
        if not env("DATABASE_URL"):
            raise ValueError("QIAO_REPLICA_URL needs QIAO_DATABASE_URL: both are PostgreSQL")
        copy["OPTIONS"]["connect_timeout"] = REPLICA_WAIT_SECONDS
        copy["TEST"] = {"MIRROR": "default"}
        found["replica"] = copy
    return found


# Data directory: database, keys, exports
DATA = Path(env("DATA", str(ROOT / ".qiao" / "data"))).resolve()
QIAO_KEYS = DATA / "keys"
QIAO_EXPORTS = DATA / "exports"
QIAO_BATCH = DATA / "batch"  # runs at work; nothing stays there
QIAO_BATCH_RUNNER = env_choice("BATCH_RUNNER", ("local", "spark"))
QIAO_SPARK_MASTER = env("SPARK_MASTER", "local[*]")
QIAO_ATTACHMENTS = DATA / "attachments"
QIAO_BOOKS = DATA / "books"
# Beside, and in no backup: they end with the link they are given through.
QIAO_FULL_BOOKS = DATA / "full-books"
QIAO_REFERENCE = Path(env("REFERENCE", str(ROOT / "data"))).resolve()
QIAO_REVEALS_A_DAY = int(env("REVEALS_A_DAY", "80"))
QIAO_OPEN_LICENCE = env_choice("OPEN_LICENCE", ("CC-BY-4.0", "CC0-1.0", "ODbL-1.0"))
QIAO_DEMO = env_bool("DEMO")
QIAO_HTTPS = env_bool("HTTPS")
QIAO_TRUSTED_PROXY = env("TRUSTED_PROXY")
QIAO_IDLE_SECONDS = 60 * int(env("IDLE_MINUTES", "30"))
QIAO_METRICS_TOKEN = env_token("METRICS_TOKEN")
QIAO_SECOND_FACTOR = env_bool("SECOND_FACTOR", default=QIAO_HTTPS and not QIAO_DEMO)
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = env_bool("DEBUG")
SECRET_KEY = env("SECRET_KEY") or secret_key(QIAO_KEYS / "secret_key")
ALLOWED_HOSTS = env_list("HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env_list("TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "qiao.accounts",
    "qiao.trail",
    "qiao.registry",
    "qiao.intake",
    "qiao.relief",
    "qiao.volunteering",
    "qiao.care",
    "qiao.funding",
    "qiao.quality",
    "qiao.gaps",
    "qiao.preparing",
    "qiao.exchange",
    "qiao.advocacy",
    "qiao.casebook",
    "qiao.pages",
    "qiao.api",
    "qiao.project",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "ninja",
]

MIDDLEWARE = [
    "qiao.project.walls.scope.Walled",
    "qiao.project.metrics.requests.Measured",
    "qiao.api.https_only.ProgramsOverHttps",
    "django.middleware.security.SecurityMiddleware",
    "qiao.project.assets.PackedWhiteNoise",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qiao.accounts.sessions.Bounds",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qiao.registry.middleware.ActiveOrganization",
    "qiao.accounts.sessions.SecondFactorFirst",
    "qiao.pages.middleware.Refusals",
    "axes.middleware.AxesMiddleware",
]

if env("REPLICA_URL"):
    MIDDLEWARE.append("qiao.accounts.replica.PublishedFromReplica")

ROOT_URLCONF = "qiao.project.urls"
WSGI_APPLICATION = "qiao.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "qiao.pages.context.shell",
            ],
        },
    },
]

DATABASES = databases(DATA)
DATABASE_ROUTERS = ["qiao.accounts.replica.Router"] if "replica" in DATABASES else []
# Who owns the tables migrates and backs up; who serves owns nothing (docs/operate.md).
QIAO_OWNER_DATABASE = database(env("OWNER_DATABASE_URL"), DATA) if env("OWNER_DATABASE_URL") else None
QIAO_PROGRAM_ROLE = unquote(urlparse(env("DATABASE_URL")).username or "")
QIAO_MOVE_URL = env("MOVE_URL")
QIAO_UNSAFE_DATABASE = env_bool("UNSAFE_DATABASE")
# Used codes and counts are shared by all processes and outlive them; what is only quick to have stays in memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "qiao_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": env("TASKS", "django_tasks_db.DatabaseBackend")}}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "qiao.accounts.signing_in.CountedTries",
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "qiao.registry.house_words.HouseWords"},
    {"NAME": "qiao.accounts.breached.Breached", "OPTIONS": {"path": env("BREACHED_PASSWORDS")}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "qiao.pages.adapter.NoSelfRegistration"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "qiao.pages.adapter.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
AXES_CLIENT_IP_CALLABLE = "qiao.accounts.signing_in.client_of"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False

# Notices (docs/operate.md): nothing leaves the house before the operator names where it may go
EMAIL_BACKEND = env("MAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env("SMTP_HOST")
EMAIL_PORT = int(env("SMTP_PORT", "465"))
EMAIL_HOST_USER = env("SMTP_USER")
EMAIL_HOST_PASSWORD = env("SMTP_PASSWORD")
EMAIL_USE_SSL = env_bool("SMTP_SSL", default=EMAIL_PORT == 465)  # noqa: PLR2004 - the port of SMTP over TLS
EMAIL_USE_TLS = env_bool("SMTP_STARTTLS", default=EMAIL_PORT == 587)  # noqa: PLR2004 - the port of submission
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("MAIL_FROM", "qiao@localhost")
QIAO_URL = env("URL").rstrip("/")
QIAO_NOTICE_HOSTS = env_list("NOTICE_HOSTS", "qyapi.weixin.qq.com,oapi.dingtalk.com,open.feishu.cn")
QIAO_NOTICE_INNER_HOSTS = env_list("NOTICE_INNER_HOSTS")
QIAO_SMS_URL = env("SMS_URL")
QIAO_SMS_BODY = env("SMS_BODY", '{"to": "{to}", "text": "{text}"}')
QIAO_SMS_TOKEN = env("SMS_TOKEN")
QIAO_SECOND_READER_URL = env("SECOND_READER_URL")
QIAO_SECOND_READER_MODEL = env("SECOND_READER_MODEL")
QIAO_SECOND_READER_KEY = env("SECOND_READER_KEY")
QIAO_SECOND_READER_SECONDS = float(env("SECOND_READER_SECONDS", "30"))

# Sessions, cookies, headers (SECURITY 6)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = QIAO_HTTPS
SESSION_COOKIE_NAME = "__Host-qiao" if QIAO_HTTPS else "qiao"
CSRF_COOKIE_NAME = "__Host-csrf" if QIAO_HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = QIAO_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if QIAO_HTTPS and not QIAO_DEMO else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = bool(SECURE_HSTS_SECONDS)
SECURE_SSL_REDIRECT = QIAO_HTTPS and not QIAO_DEMO
# Asked on the machine itself, past the proxy; the second shows itself to a token and a near client alone.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_PERMISSIONS = 0o600

# Words: Chinese is the source language
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src" / "qiao" / "pages" / "locale"]
TIME_ZONE = env("TIME_ZONE", "Asia/Shanghai")
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DEFAULT_EXCEPTION_REPORTER = "qiao.project.logs.BareReporter"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "qiao.project.logs.JsonLine"},
        "plain": {"()": "qiao.project.logs.PlainLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": env_choice("LOG_FORMAT", ("json", "plain")),
        }
    },
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = (
    [] if QIAO_HTTPS else ["security.W004", "security.W008", "security.W012", "security.W016"]
)
