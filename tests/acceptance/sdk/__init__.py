"""Auth0's own clients and deployment tool, against real processes over TLS: `make sdk`."""
