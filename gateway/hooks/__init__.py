"""What it means to run a hook.

Owns what a hook is told, how often it is run, and what it can do. It must not know OAuth and HTTP:
the token pipeline, the command line and others make a call, and read what came of it. In reading order:

`call`       what a hook is told
`values`     what a hook did
`encoding`   a call as a message to the executor, and the reply as what the hook did
`runner`     runs a hook once, never twice
`syntax`     does a script compile
"""
