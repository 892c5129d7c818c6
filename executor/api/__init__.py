"""Requests in, answers out: the only room of the executor that knows protobuf.

Owns what travels, over gRPC and over a local socket, and what is wrong with it. It must not
know which worker takes an execution, nor what a worker is. In reading order:

`grpc_edge`, `local_edge`   where a request comes in and its answer goes out
`caller`                    one caller's executions in flight, each answered once
`decoding`                  bytes as messages
`requests`, `arguments`     a message as values, checked field by field
`intake`, `hook_cache`      which hook is meant, and the execution that comes of it
`responses`, `status`       values as messages
"""
