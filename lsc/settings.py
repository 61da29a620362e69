"""Settings of LSC, read from the environment (12-factor).

With nothing set, this is the single-user edition: SQLite, jobs in process, debug pages off.
"""

from functools import partial
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# -- Which edition, which site -------------------------------------------------------------------
DEBUG = env.bool("LSC_DEBUG", default=False)
PRODUCTION = env.bool("LSC_PRODUCTION", default=False)
DATA_DIR = Path(env.str("LSC_DATA_DIR", default=str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

LSC_SITE = env.str("LSC_SITE", default="backoffice")
if LSC_SITE not in {"backoffice", "extranet"}:
    raise ImproperlyConfigured(f"LSC_SITE must be backoffice or extranet, not {LSC_SITE!r}.")
BACKOFFICE_URL = env.str("LSC_BACKOFFICE_URL", default="http://localhost:8000")
EXTRANET_URL = env.str("LSC_EXTRANET_URL", default="http://localhost:8001")

# -- Database ------------------------------------------------------------------------------------
DATABASES: dict[str, Any] = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'lsc.sqlite3'}")
}
IS_SQLITE = "sqlite" in DATABASES["default"]["ENGINE"]
if IS_SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA foreign_keys=ON; PRAGMA busy_timeout=20000;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("LSC_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
MULTI_USER = env.bool("LSC_MULTI_USER", default=not IS_SQLITE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Secrets -------------------------------------------------------------------------------------
# The single-user edition keeps its secrets in one private file, made at first start.
from core.database.logging import logging_to_console  # noqa: E402
from core.database.secrets import database_has_keys, load_secrets  # noqa: E402
from core.database.signing import load_signing_keys  # noqa: E402
from lsc.beat import each_so_often  # noqa: E402
from lsc.caches import cache  # noqa: E402
from lsc.libraries import LIBRARIES  # noqa: E402
from lsc.mail import mail  # noqa: E402
from lsc.middleware import MIDDLEWARE  # noqa: E402, F401
from lsc.queue import (  # noqa: E402, F401
    CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP,
    CELERY_BROKER_TRANSPORT_OPTIONS,
    CELERY_TASK_ACKS_LATE,
    CELERY_TASK_EAGER_PROPAGATES,
    CELERY_TASK_PUBLISH_RETRY_POLICY,
    CELERY_TASK_REJECT_ON_WORKER_LOST,
    CELERY_TASK_SERIALIZER,
    CELERY_WORKER_PREFETCH_MULTIPLIER,
)
from lsc.rest import REST_FRAMEWORK, SPECTACULAR_SETTINGS  # noqa: E402, F401
from lsc.rooms import ROOMS  # noqa: E402
from lsc.sign_in import ACCOUNT_FORMS, MFA_FORMS, PASSWORD_HASHERS  # noqa: E402, F401

_bound = partial(database_has_keys, DATABASES["default"])
_secrets = load_secrets(
    DATA_DIR, environ=env.ENVIRON, site=LSC_SITE, required=PRODUCTION, bound=_bound
)
SECRET_KEY = _secrets.secret_key
#: Newest first: the first encrypts, all decrypt. 32 bytes each, URL-safe base64.
FIELD_ENCRYPTION_KEYS = _secrets.encryption_keys
#: Key of the marks of what is kept nowhere else; it never changes.
BLIND_INDEX_KEY = _secrets.blind_index_key
#: The same of the clients' site; empty where it has those of the books.
EXTRANET_ENCRYPTION_KEYS = _secrets.extranet_encryption_keys
EXTRANET_BLIND_INDEX_KEY = _secrets.extranet_blind_index_key
#: Newest first: the first signs what we answer for, all verify. Seeds of Ed25519 keys.
SIGNING_KEYS = load_signing_keys(DATA_DIR, environ=env.ENVIRON, site=LSC_SITE, required=PRODUCTION)
ANCHOR_FILE = Path(env.str("LSC_ANCHOR_FILE", default=str(DATA_DIR / "anchors" / "anchors.log")))

# -- Applications --------------------------------------------------------------------------------
INSTALLED_APPS = [*LIBRARIES, "lsc.apps.LscConfig", *ROOMS]

ROOT_URLCONF = f"lsc.urls.{LSC_SITE}"
WSGI_APPLICATION = "lsc.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.screens.context_processors.site",
            ],
            "builtins": ["core.screens.templatetags.lsc"],
        },
    },
]
FORM_RENDERER = "core.screens.forms.TablerRenderer"

# -- Sign-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "core_people.User"
AUTHENTICATION_BACKENDS = ["extranet.site.views.sign_in_backend.AccessBackend"]
PASSWORD_MIN_LENGTH = env.int("LSC_PASSWORD_MIN_LENGTH", default=8)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "core.sign_in.passwords.CharacterClassesValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "core.sign_in.passwords.FrenchCommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "core.sign_in.auth.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
#: Ours count failures, in the database: see core.sign_in.services.throttle_sign_in.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "LSC"
#: Nobody signs up here: an administrator wrote the address, and asking for a link notes it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "core.sign_in.auth.MFAAdapter"
MFA_RATE_LIMITS = False
#: Staff must hold a second factor before they reach any page of the back office.
STAFF_SECOND_FACTOR_REQUIRED = env.bool("LSC_STAFF_SECOND_FACTOR_REQUIRED", default=PRODUCTION)
BANK_DETAILS_WORKING_DAYS = env.int("LSC_BANK_DETAILS_WORKING_DAYS", default=1)

# -- Sessions, cookies, headers -------------------------------------------------------------------
HTTPS = env.bool("LSC_HTTPS", default=PRODUCTION)
#: ``__Host-``: over TLS only, of this host only, so that no neighbour's site can set them.
_COOKIES = f"{'__Host-' if HTTPS else ''}lsc_{LSC_SITE}"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_COOKIES}_session", f"{_COOKIES}_csrf"
DEVICE_COOKIE_NAME, LANGUAGE_COOKIE_NAME = f"{_COOKIES}_device", f"{_COOKIES}_language"
SESSION_COOKIE_AGE = env.int("LSC_SESSION_SECONDS", default=10 * 3600)
#: Without a move for so long, the back office asks again who is there; 0: never.
IDLE_MINUTES = env.int("LSC_IDLE_MINUTES", default=30)
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "core.screens.views.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
#: For browsers that ignore the policy's frame-ancestors, which lets our own PDFs open in place.
X_FRAME_OPTIONS = "DENY"
ALLOWED_HOSTS = env.list("LSC_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("LSC_CSRF_TRUSTED_ORIGINS", default=[])
#: Reverse proxies whose X-Forwarded-For is believed, counted from the right; 0 = none.
TRUSTED_PROXY_COUNT = env.int("LSC_TRUSTED_PROXY_COUNT", default=0)

# -- Language, time ------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["core.text.formats"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# -- Static files --------------------------------------------------------------------------------
STATIC_URL = "static/"
#: Collected with each release, of which they are a part; the data outlives it.
STATIC_ROOT = Path(env.str("LSC_STATIC_ROOT", default=str(DATA_DIR / "static")))
NODE_MODULES = Path(env.str("LSC_NODE_MODULES", default=str(BASE_DIR / "node_modules")))
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.screens.front_end.FrontEndFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = DATA_DIR / "media"
#: Where exchanged files (bank files, kiosk files, mandates) are kept for good.
ARCHIVE_DIR = Path(env.str("LSC_ARCHIVE_DIR", default=str(DATA_DIR / "archive")))
#: Local exchange folders stand under one of these; hosts of the inner network are named.
EXCHANGE_ROOTS = [DATA_DIR, *map(Path, env.list("LSC_EXCHANGE_ROOTS", default=[]))]
PRIVATE_HOSTS = env.list("LSC_PRIVATE_HOSTS", default=[])

# -- Mail, cache, jobs ---------------------------------------------------------------------------
EMAIL_CONFIG = mail(env.email_url("EMAIL_URL", default="consolemail://"))
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("LSC_FROM_EMAIL", default="LSC <ne-pas-repondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
REDIS_URL = env.str("REDIS_URL", default="")
CACHES = {"default": cache(REDIS_URL)}
CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_TASK_ALWAYS_EAGER = not MULTI_USER
CELERY_BEAT_SCHEDULER = "lsc.beat:Scheduler"
CELERY_TIMEZONE = TIME_ZONE
#: How often beat looks for services that are due and for work that the outbox must try again. The
#: services' own days and hours are rows that the firm edits.
BEAT_SECONDS = env.int("LSC_BEAT_SECONDS", default=60)
#: Work that is due for so long is told to the administrators, and to these addresses, by mail.
ALERT_MINUTES = env.int("LSC_ALERT_MINUTES", default=30)
ALERT_EMAILS = env.list("LSC_ALERT_EMAILS", default=[])
CELERY_BEAT_SCHEDULE = each_so_often(BEAT_SECONDS)
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# -- SEPA platform -------------------------------------------------------------------------------
#: Empty: the extranet shares this database. Else the URL of the installation that holds it.
SEPA_PLATFORM_URL = env.str("SEPA_PLATFORM_URL", default="")
SEPA_PLATFORM_KEY = env.str("SEPA_PLATFORM_KEY", default="")
#: Keys (comma separated) that a back office must show to the platform API (see its ``keys``).
SEPA_PLATFORM_ACCEPTED_KEYS = env.list("SEPA_PLATFORM_ACCEPTED_KEYS", default=[])
SEPA_PLATFORM_TIMEOUT_SECONDS = env.int("SEPA_PLATFORM_TIMEOUT_SECONDS", default=20)
#: Local hour from which a file counts as handed to the bank on the next TARGET day.
SEPA_CUT_OFF_HOUR = env.int("SEPA_CUT_OFF_HOUR", default=12)
#: Where bank files are left when the bank account names no folder.
SEPA_FOLDER = Path(env.str("SEPA_FOLDER", default=str(DATA_DIR / "SEPA")))

#: Prometheus shows it, and finds no figures where it is empty; a worker has a port of its own.
METRICS_TOKEN = env.str("LSC_METRICS_TOKEN", default="")
METRICS_PORT = env.int("LSC_METRICS_PORT", default=0)
#: Where errors are reported: the address that a Sentry-like service gives; empty for nowhere.
SENTRY_DSN = env.str("LSC_SENTRY_DSN", default="")
LOGGING = logging_to_console(
    env.str("LSC_LOG_LEVEL", default="INFO"),
    lines=env.str("LSC_LOG_FORMAT", default="text"),
    #: JSON lines of the security log, beside those on the console; empty for none.
    security_file=env.str("LSC_SECURITY_LOG", default=""),
)
