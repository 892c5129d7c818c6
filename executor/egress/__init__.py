"""What hooks may reach of the network, and the way there.

Owns the rules, the door into a worker's network namespace, and the broker behind it, a process of its own.
It must not know executions, nor how a worker's process is made. In reading order:

`addresses`, `names`     what an address is, and how names are spelled
`policy`, `verdict`      what a hook may reach, and the decision on one connection
`limits`                 how much at once, and in a second
"""
