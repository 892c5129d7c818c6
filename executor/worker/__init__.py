"""One caged process, from its first word until it is reaped.

Owns the conversation with the process, the clock and the spending of the execution on it, and
how it ends. It must not know which execution comes next, nor why it was chosen. In reading order:

`worker`                  state and events
`run`                     one execution: its clock, what it spends, how it ended
`pipes`                   channel, console and stderr, as bytes in and out
`frames`                  the conversation's protocol, as a table
`outcomes`, `endings`     what an answer means; what an exit status means
`console`                 what the hook prints
`spending`, `idle_watch`  what an execution may use; what is used between executions
`alarm`                   a timer that is put off more often than it rings
"""
