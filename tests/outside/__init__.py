"""Tools and clients of others, run against the service as their users run them: npm packages and their small programs.

`make test` installs them (package-lock.json), with the machine's Node where it is new enough, else that of a wheel.
"""
