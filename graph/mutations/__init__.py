"""mutations/: one file a capability: unpack the input, call the verb in resolvers/, give the payload."""
