"""Messages to an executor, and its answers back.

Owns which request waits for which answer, and what carries both. It must not know what requests and
responses say. In reading order:

`client`       who waits for which answer, how long, and what may be sent again
`link`         what the client and every kind of link agree on
`local_link`   a Unix socket, on one machine
`grpc_link`    a gRPC stream, anywhere; gRPC is imported there alone
"""
