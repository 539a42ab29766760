"""http/: the door. Requests come in, bytes go out; the only place that knows Starlette.

`app.py` puts the service together, `endpoint.py` speaks GraphQL over HTTP, `uploads.py` and `documents.py` take and
hand out files, `session.py` tells whose session a request is, `answers.py` writes coded errors.
`server.py` listens, `tls.py` is our own TLS, `nginx.conf` another's; `peer.py` tells whose certificate came by either.
"""
