"""A tenant's signing keys: how they come, sign and go.

Owns keys and signatures. It must not know what a token says. In reading order:

`rotation`           the life of a key, as rules
`making`             new keys
`schedule`           carries out what is due, in every gateway
`signer`             signs tokens, and publishes keys
`process`, `rs256`   RSA signatures, in a process of their own
"""
