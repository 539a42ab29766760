"""http/: the door. Requests come in, bytes go out; the only place that knows Starlette.

`app.py` puts the service together, `endpoint.py` speaks GraphQL over HTTP, `answers.py` writes coded errors.
"""
