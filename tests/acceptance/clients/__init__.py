"""The clients and verifiers that people use, as they are published, against the real thing over TLS."""
