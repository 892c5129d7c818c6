"""Tenants, requests and exports that many tests share."""
