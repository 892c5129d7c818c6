"""Client grants: which client may have which scopes of which API.

Owns everything that the Management API says and does of them. It must not know how a grant is used.
`routes` are routes; `payload` reads, `rules` change.
"""
