"""HTTP, for everything but the Management API.

Owns what a request may look like, and how answers and refusals are written. It must not know what a
grant is, nor what a hook said. In reading order:

`connection`        bounds of a connection
`application`       which path is whose
`asgi`, `headers`   the types; a request's headers within bounds, and whose tenant it is
`forwarded`         which forwarded addresses are believed
`token_endpoint`    POST /oauth/token
`error_table`       what each refusal is on the wire
`documents`         key sets, metadata and health
`etags`, `health`   what documents need of HTTP caches and probes
"""
