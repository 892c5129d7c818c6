"""The Management API: Auth0's own, under /api/v2/, for the tools that speak it.

Owns one room for what all resources have in common, `api/`, and one for each resource, in which routes are
thin and rules do no I/O. It must not know how tokens are made: nothing here is on their way. `app` and
`resources` put it together; `bootstrap` is what a fresh tenant has.
"""
