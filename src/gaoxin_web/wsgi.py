"""What a WSGI server loads."""

import os

from django.core.wsgi import get_wsgi_application

from gaoxin_web.platform.lifeline import end_with_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gaoxin_web.settings")

application = get_wsgi_application()
end_with_server()

from gaoxin_web.rounds.warming import begin  # noqa: E402 - models need the application

begin()
