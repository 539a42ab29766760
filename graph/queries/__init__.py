"""queries/: what can be asked for, one file a capability, as mutations/ has what can be done.

graph/query.py makes one root of them all, and asks for people itself.
"""
