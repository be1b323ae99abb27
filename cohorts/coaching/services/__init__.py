"""What happens in coaching, one subject per file; these are the only writers of its tables.

Whoever changes appointments holds the rows of both people first, always in the same order: nobody
sits in two appointments at once, and nobody waits in a circle. PostgreSQL's own constraints stay
behind (docs/decisions, booking rules).
"""
