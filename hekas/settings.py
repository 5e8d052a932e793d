"""All settings of Hekas, from the environment; what it does not understand stops the start with a sentence.

`DEBUG` in the environment (on unless said otherwise) means development: embedded engines where no URL is set,
the development mailbox, a key made for this clone. Django's own DEBUG stays off everywhere, so that no
traceback ever reaches a person; developers read it in the log.
"""

import logging
from pathlib import Path

import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from hekas import beat, embedded, logs, mail_url, sentry
from hekas.environment import BASE_DIR, DEVELOPMENT, VAR_DIR, clone_key, env, needed, read

DEBUG = False
SECRET_KEY = needed("SECRET_KEY", "$(openssl rand -base64 48)") or clone_key()
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short to be secret: use at least 50 characters.")
SECRET_KEY_FALLBACKS = [key for key in env.str("SECRET_KEY_FALLBACKS", "").split(",") if key]
TRUSTED_PROXIES = read("int", "TRUSTED_PROXIES", default=0)  # how many write X-Forwarded-For before us
ALLOWED_HOSTS = [host for host in needed("ALLOWED_HOSTS", "hekas.example").split(",") if host]
if DEVELOPMENT and not ALLOWED_HOSTS:
    ALLOWED_HOSTS = ["*"]  # a phone in the same network, by whatever name it finds this machine
SITE_URL = read("str", "SITE_URL", default=f"http://localhost:{env.str('PORT', '8000')}").rstrip("/")
WAITLIST_MINUTES = read("int", "WAITLIST_MINUTES", default=120)  # of the day, to take a time that is kept
HOW_TO_PAY = read("str", "HOW_TO_PAY", default="")  # said behind "paid at the clinic": by card or in cash
# One address, on the pages: holds in ten minutes, to wait in an hour; searches in a minute; who begins the
# questions, or leaves word, in an hour; pages of answers in a minute. 0: uncounted.
HOLDS_PER_ADDRESS = read("int", "HOLDS_PER_ADDRESS", default=10)
SEARCHES_PER_ADDRESS = read("int", "SEARCHES_PER_ADDRESS", default=60)
INTAKES_PER_ADDRESS = read("int", "INTAKES_PER_ADDRESS", default=60)
ANSWERS_PER_ADDRESS = read("int", "ANSWERS_PER_ADDRESS", default=300)
MOVES_PER_VISIT = read("int", "MOVES_PER_VISIT", default=6)  # in an hour; each sends a letter, and a text
CLINIC_TIMEZONE = read("str", "CLINIC_TIMEZONE", default="Europe/London")

# --- engines -----------------------------------------------------------------------------------------------
if needed("DATABASE_URL", "postgres://hekas:secret@db/hekas"):
    DATABASES = {"default": read("dj_db_url", "DATABASE_URL", conn_max_age=60, conn_health_checks=True)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "hekas.postgres",
            "NAME": "hekas",
            "USER": "postgres",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    }
if env.str("REPLICA_URL", ""):  # a streaming standby, for reads that may lag (hekas/postgres/replica.py)
    DATABASES["replica"] = read("dj_db_url", "REPLICA_URL", conn_max_age=60) | {"TEST": {"MIRROR": "default"}}
    DATABASES["replica"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 1)
DATABASE_ROUTERS = ["hekas.postgres.replica.ReplicaRouter"]
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)  # else it waits for ever
# Behind PgBouncer in transaction mode a cursor on the server would be another client's by the next fetch.
_cursorless = read("bool", "DISABLE_SERVER_SIDE_CURSORS", default=False)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = _cursorless
PREPARED_STATEMENTS = not _cursorless  # nor would the name of a statement be known there
if PREPARED_STATEMENTS:  # one plan for each, whatever is asked: to plan costs more than to run
    # And whoever waited for a lock sees what the one before did, whatever the database is told (ADR 60).
    _options = r"-c plan_cache_mode=force_generic_plan -c default_transaction_isolation=read\ committed"
    for _database in DATABASES.values():
        _database.setdefault("OPTIONS", {}).setdefault("options", _options)
DATABASE_CLOCK = not DEVELOPMENT  # many nodes, one clock (hekas/postgres/clock.py)
DIRECT_DATABASE_URL = env.str("DIRECT_DATABASE_URL", "")  # past PgBouncer, for backups
DRILL_DATABASE_URL = env.str("DRILL_DATABASE_URL", "")  # a server where a scratch database may be made
BACKUP_DIR = Path(env.str("BACKUP_DIR", str(VAR_DIR / "backups")))
BACKUP_KEEP = read("int", "BACKUP_KEEP", default=14)
EMBEDDED_VALKEY = not needed("REDIS_URL", "redis://cache:6379")
_socket = embedded.valkey_socket(VAR_DIR)
REDIS_URL = env.str("REDIS_URL", "") or f"unix://{_socket}"
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)  # its own word for a socket
CACHES = {
    "default": {
        "BACKEND": "hekas.valkey.ValkeyCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "hekas",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    },
    "stand_in": {  # while Valkey is away; the oldest go where it is full
        "BACKEND": "hekas.valkey.StandIn",
        "LOCATION": "accounts_standin",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
# Names in a network that never leaves this machine, as containers have: no TLS is asked for there.
PLAIN_HOSTS = [host for host in env.str("PLAIN_HOSTS", "").split(",") if host]
ENGINE_ADDRESSES = {
    name: env.str(name, "")
    for name in ("DATABASE_URL", "DIRECT_DATABASE_URL", "REPLICA_URL", "DRILL_DATABASE_URL", "REDIS_URL")
}
CELERY_TIMEZONE = CLINIC_TIMEZONE
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP, CELERY_WORKER_HIJACK_ROOT_LOGGER = True, False
CELERY_BEAT_SCHEDULER = "hekas.messaging.heartbeats:BeatingScheduler"
CELERY_BEAT_SCHEDULE = beat.SCHEDULE

# --- the project -------------------------------------------------------------------------------------------
ROOT_URLCONF, WSGI_APPLICATION = "hekas.urls", "hekas.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
INSTALLED_APPS = [
    "hekas.portal",
    "hekas.api",
    "hekas.privacy",
    "bookings",
    "assessments",
    "hekas.messaging",
    "hekas.accounts",
    "hekas.audit",
    "hekas.web",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_htmx",
    "django_structlog",
    "heroicons",
    "pghistory",
    "pgtrigger",
    "phonenumber_field",
]
MIDDLEWARE = [
    "hekas.web.middleware.RequestReference",
    "hekas.web.metrics.CountRequests",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hekas.web.middleware.CompressPages",  # static files come compressed already, above
    "hekas.web.middleware.ContentPolicy",
    "hekas.web.middleware.PermissionsPolicy",
    "hekas.web.middleware.NoStore",  # outside of all that answers by itself: a redirect is an answer too
    "hekas.web.middleware.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hekas.accounts.middleware.Authentication",
    "hekas.audit.middleware.WhoChanges",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "hekas.accounts.middleware.NewSession",
    "hekas.accounts.middleware.ClearAtSignOut",
    "hekas.accounts.middleware.SecondFactor",
    "hekas.accounts.middleware.HandedOver",
    "hekas.web.middleware.DenyByDefault",
    "hekas.portal.whose_answers.WhoseAnswers",
    "hekas.web.middleware.GoneMeanwhile",
    "hekas.web.middleware.RefuseNul",
    "hekas.web.middleware.NotThisWay",
]
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
                "hekas.web.context.site",
                "hekas.accounts.open_pages.context",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "hekas"
PHONENUMBER_DEFAULT_REGION = "GB"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = CLINIC_TIMEZONE
USE_I18N = False
FORMAT_MODULE_PATH = "hekas.web.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hekas.web.static_files.HashedFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # the largest thing that a person types is 4,000 characters
DATA_UPLOAD_MAX_NUMBER_FILES = 0

# --- sign-in -----------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "hekas.accounts.passwords.NotOurWords"},
]
ACCOUNT_ADAPTER = "hekas.messaging.account_mail.OutboxAccountAdapter"
ACCOUNT_FORMS = {"signup": "hekas.accounts.forms.SignupForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before an address or a second step changes
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")  # no code by letter: an open letter box is no proof
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter to the owner when something of the account changes
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/5m/key,10/h/key", "reset_password": "20/m/ip,3/h/key"}
MFA_ADAPTER = "hekas.accounts.mfa_adapter.MFAAdapter"
USERSESSIONS_ADAPTER = "hekas.accounts.sessions_adapter.SessionsAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 0  # a code lasts its thirty seconds, and the note that it was used lasts as long
SECOND_FACTOR_REQUIRED = read("bool", "SECOND_FACTOR_REQUIRED", default=not DEVELOPMENT)
SECOND_FACTOR_OF_CLIENTS = read("bool", "SECOND_FACTOR_OF_CLIENTS", default=False)  # theirs to have, else
if not (SECOND_FACTOR_REQUIRED or DEVELOPMENT):
    raise ImproperlyConfigured("With DEBUG off, staff need a second step: leave SECOND_FACTOR_REQUIRED out.")
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "portal:after_sign_in"
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/?signed-out"  # it says so, without a session
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 60 * 60  # signed in: in all, however busy; else after the last answer,
VISIT_IN_ALL = 24 * 60 * 60  # and no longer than this
SESSION_IDLE_STAFF, SESSION_IDLE_CLIENT = 30 * 60, 2 * 60 * 60
# What is said once ends with the session: a cookie of its own would outlive it, with a client's name in it.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE, CSRF_COOKIE_SAMESITE, CSRF_COOKIE_HTTPONLY = "Lax", "Lax", True
CSRF_FAILURE_VIEW = "hekas.web.views.errors.csrf_failure"

# Who treats whom, and when they come, is known higher up than the clinic's own records.
CARE_RELATIONS = ["bookings.queries.care.treated_by"]  # (a therapist's user id, now): a condition on clients
VISIT_OF_TODAY = "bookings.queries.care.appointed"  # (client, now)
VISIT_TO_MOVE = "bookings.queries.care.must_move"  # (client, now)
VISIT_TO_PUT_BACK = "bookings.queries.care.to_put_back"  # (client, a therapist's user id, now)
VISITS_NEAR_EVENT = "bookings.queries.care.near_event"  # (client, event, now)
EVENTS_OF_SERIES = "bookings.queries.care.series_events"  # (client)
VISITS_TO_CALL_OFF = "bookings.actions.plan_event.call_off"  # (client, event, gone, by=, now=)
# Who has to follow, in the same transaction, when a clearance changes: (clearance, by=, now=).
CLEARANCE_FOLLOWERS = ["bookings.actions.safety.follow_clearance"]
WHO_TREATS_CHANGED = "bookings.actions.rota.settle"  # (now): an account of a therapist was closed
LINKS_ANEW = "bookings.actions.links.anew"  # for a message that goes out once more
RESULT_INVITATION = "bookings.views.inviting.times_for"  # what a result offers: (request, now)
TOMBSTONES = env.str("TOMBSTONES", str(VAR_DIR / "tombstones"))  # who was erased; not inside any backup
PGHISTORY_FOREIGN_KEY_FIELD = pghistory.ForeignKey(db_index=False)  # versions are found by their row
PGHISTORY_JSON_ENCODER = "hekas.audit.middleware.ContextEncoder"

# --- headers -----------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not DEVELOPMENT:
    SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]

# --- messages ----------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", "Hekas <hello@hekas.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 15
EMAIL_KEEPS_KEYS = False
# A mail server (smtp://, submission://), or a provider's API: anymail://mailgun?API_KEY=…&SENDER_DOMAIN=…
_mail = needed("EMAIL_URL", "submission://USER:PASSWORD@mail.example")
if _mail.startswith(mail_url.SCHEME):
    globals().update(mail_url.provider_settings(_mail))
elif _mail:
    globals().update({k: v for k, v in read("dj_email_url", "EMAIL_URL").items() if k != "EMAIL_FILE_PATH"})
else:
    EMAIL_BACKEND = "hekas.messaging.channels.development.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
SMS_URL = env.str("SMS_URL", "") or ("console://" if DEVELOPMENT else "")  # "": this clinic sends no texts
if not DEVELOPMENT and SMS_URL and not SMS_URL.startswith(("https://", "http://")):
    raise ImproperlyConfigured(
        "With DEBUG off, SMS_URL is a gateway's address (https://…), or empty for no texts."
    )

# --- logs, metrics, faults ---------------------------------------------------------------------------------
LOGGING = logs.config(as_json=not DEVELOPMENT, level=env.str("LOG_LEVEL", "INFO"))
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # who did what is the audit's, not the log's
DJANGO_STRUCTLOG_STATUS_4XX_LOG_LEVEL = logging.INFO  # a mistyped address is no fault of ours
DJANGO_STRUCTLOG_CELERY_DEFAULT_LOG_LEVEL = logging.DEBUG  # the drain alone is called 43,200 times a day
METRICS_TOKEN = env.str("METRICS_TOKEN", "")  # without it nobody reads /metrics
sentry.start(dsn=env.str("SENTRY_DSN", ""), environment="development" if DEVELOPMENT else "production")
