"""What hooks may reach of the network, and the way there.

Owns the rules, the door into a worker's network namespace, and the broker behind it, a process of its own.
It must not know executions, nor how a worker's process is made. In reading order:

`addresses`, `names`     what an address is, and how names are spelled
`policy`, `verdict`      what a hook may reach, and the decision on one connection
`limits`                 how much at once, and in a second
`netlink`, `machine`     what the kernel knows of this machine's addresses, and is told of routes
`routes`                 what the kernel of a worker's namespace is told
`door`                   a namespace's sockets: taken out once, and opened when a hook is bound
`wire`                   what the executor and the broker tell each other
`link`                   the executor's end of the broker, which is started anew when it dies
`broker/`                the process that connects
"""
