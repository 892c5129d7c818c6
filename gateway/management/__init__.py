"""The Management API: Auth0's own, under /api/v2/, for the tools that speak it.

Rules of a resource are pure and in files of their own; routes are thin. Nothing here is
on the way of a token.
"""
