"""A store in a SQL database.

Owns everything that knows the database library. It must not know a token. In reading order:

`store`                          keeps the promise of `store.base`
`engine`, `postgres`, `sqlite`   what is particular to a database product
`writing`, `history`             one change, in one transaction; what it leaves behind
`watch`                          sees what other gateways have changed
`tenant_log`                     events, in batches
`resealing`, `ring_upkeep`       changes the key ring under running gateways
`migrate`, `migrations/`         brings a database to the schema, step by step
`failures`, `threads`            the library's errors in our words; its calls off the event loop
`rows/`                          records as rows
"""
