"""The Management API, over HTTP, on a real store."""
