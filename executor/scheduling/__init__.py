"""Who runs when.

Owns which execution is admitted, which worker takes it, and what is started and ended for it.
All of it is decided without I/O, but for the supervisor, which carries it out. It must not
know protobuf, nor what a worker and its process say to each other. In reading order:

`admission`    may an execution wait at all
`plan`         what can be decided, as values
`pool`         state, events, and the plan that follows from them
`supervisor`   carries plans out
"""
