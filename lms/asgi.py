"""Sockets, and in the embedded platform the pages too."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = ProtocolTypeRouter({"http": get_asgi_application()})
