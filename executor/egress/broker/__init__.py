"""The broker: a process of its own through which hooks reach the network.

Owns every connection that a hook has, and the questions of names. It must not know executions, nor how a door
is opened: it is handed the sockets. In reading order:

`process`                what the executor says, and the gates of all workers
`gate`                   one worker: who knocks is judged, and may be connected
`dialling`               the way to the far side
`pump`                   bytes between two sockets
`lookup`, `questions`    a worker's questions of names: the sockets, and what may be asked and learnt
`resolver`               asks the machine's resolvers
"""
