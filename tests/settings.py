"""The platform's settings, made fast and self-contained for the suite."""

from lms.settings import *  # noqa: F403
from lms.settings import DATA_DIR, DATABASES

SECRET_KEY = "for-tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
# The costlier of the two engines, so that a count of queries is the same on both databases.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
MEDIA_ROOT = DATA_DIR / "test-media"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that live servers and `--reuse-db` work as they do with PostgreSQL.
    DATABASES["default"]["TEST"] = {"NAME": DATA_DIR / "test.sqlite3"}
