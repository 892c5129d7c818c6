"""Users: people with a password.

Owns everything that the Management API says and does of them. It must not know how a password is checked.
`routes` are routes; `payload` and `search` read, `rules` change, `shape` shows.
"""
