"""How much one stranger may have of what all share, counted in bounded memory.

Owns counting by key and turns by key. It must not know HTTP, OAuth or what is counted. In reading order:

`networks`   who is one stranger: an address, or the network that somebody has to themselves
`attempts`   how often somebody may be wrong
`places`     who holds what only so many can hold
`turns`      whose turn it is at something of which there is too little
"""
