"""clients/: two example programs of partner systems, to be read and to be run against the demo over TLS.

Each has its one document beside it (`*.graphql`), which the demo's administrators have approved, and names it by its
SHA-256. They speak HTTP and import nothing of the service. Enter to show another kind of partner.
"""
