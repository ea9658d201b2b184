"""The validator in a page: a workspace as one value, and a session that checks files against it."""
