"""Resource servers: the APIs that tokens are for.

Owns everything that the Management API says and does of them. It must not know what is in a token.
`routes` are routes; `payload` reads, `rules` change, `shape` shows.
"""
