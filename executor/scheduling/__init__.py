"""Who runs when.

Owns which execution is admitted, which worker takes it, and what is started and ended for it.
All of it is decided without I/O; the supervisor alone carries it out. It must not know protobuf, nor
what a worker and its process say to each other. In reading order:

`admission`    may an execution wait at all
`patience`     how long it waits for a busy worker
`plan`         workers, executions and what can be decided, as values
`indexes`      who waits, who is free and who is busy
`starting`     which workers are started, when, and what makes room for them
`pool`         events, and the plan that follows from them
`calls`        who waits for what, answered exactly once, counted
`supervisor`   carries plans out
"""
