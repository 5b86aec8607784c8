"""For any WSGI server: `granian --interface wsgi wsgi:app`."""

from riskreg import create_app

app = create_app()
