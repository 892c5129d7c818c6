"""The executor: runs tenants' hooks in warm, caged Node.js workers, over gRPC.

An execution, from the call to the answer:

1. `api.grpc_edge`, `api.local_edge`   take the call; gRPC lives in the first and nowhere else
2. `api.requests`                      checks the message, field by field
3. `api.intake`, `api.hook_cache`      make an `Execution` of it (`model`), and find a hook by its digest
4. `scheduling.admission`              decides whether it may run or wait, or is refused at once
5. `scheduling.pool`                   decides which worker takes it, and what to spawn, evict and retire
6. `scheduling.supervisor`             carries that out; `scheduling.calls` holds who waits for the answer
7. `worker`                            holds one process (`sandbox`), and races answer, end and deadline
8. `api.responses`                     turns the `Report` into the reply

The process, from its start to its end: `serve` begins and ends it, `config` and `node` say what it runs with,
`app` puts the parts together, `log` writes the log.

What the hook did is a value (`model.Outcome`). What the executor cannot do is an `errors.Refusal`.
Anything else is our mistake. The executor keeps nothing on disk and never imports the gateway.
"""

__version__ = "0.1.0"
