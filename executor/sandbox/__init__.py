"""What a worker's process may see and spend: as a value, as a command line, and as this machine allows.

Owns the cage and everything that is started in it. It must not know what a worker is for.
In reading order:

`policy`                       the rule, as one value
`command`                      the rule as arguments and resource limits
`walk`, `seccomp`, `syscalls`  which system calls there are for a worker, and the filter that says so
`landlock`, `cgroup`, `usage`  the kernel's rulesets, control groups and accounts
`cage`                         all of that, ready to be put on one worker
`launcher`, `forker`           who orders a process, and the one process that forks
`backlog`                      what a socket to a process has had no room for yet
`probe`                        the trial at start, which decides the level in force
"""
