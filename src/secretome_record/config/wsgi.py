"""The door a web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from secretome_record.ledger.triggers.watched import require_watched_tables

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secretome_record.config.settings.production")
application = get_wsgi_application()
require_watched_tables()
