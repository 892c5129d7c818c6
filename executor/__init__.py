"""The executor: runs tenants' hooks in warm, caged Node.js workers, over gRPC.

An execution, from the call to the answer:

1. `service`     takes the call; gRPC lives there and nowhere else
2. `requests`    checks the message, field by field, and makes an `Execution` of it (`model`)
3. `catalogue`   finds the hook when the call only named its digest (`digest`)
4. `admission`   decides whether it may run or wait, or is refused at once
5. `pool`        decides which worker takes it, and what to spawn, evict and retire
6. `supervisor`  carries that out, and races answer, death and deadline
7. `worker`      holds one process (`sandbox`) and its conversation (`frames`, `console`)
8. `responses`   turns the `Report` into the reply

What the hook did is a value (`model.Outcome`); what the executor cannot do is
an `errors.Refusal`; anything else is our mistake. The executor keeps nothing on
disk and never imports the gateway.
"""

__version__ = "0.1.0"
