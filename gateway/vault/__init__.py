"""Secrets at rest: what they are sealed and hashed under.

Owns the key ring and the hashes of client secrets and passwords. It imports nothing of the gateway
and must not know tenants, clients, the store or HTTP. In reading order:

`ring`             the keys, and the form of a sealed value
`ring_file`        where the ring lies, and how it changes
`client_secrets`   hashes of client secrets, under the ring
`passwords`        hashes of people's passwords
"""
