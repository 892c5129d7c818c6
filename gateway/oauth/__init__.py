"""The token endpoint without HTTP: from a typed request to a signed token. See `gateway` for the order."""
