"""Who reads whose work among learners: plain functions of numbers, the same for everybody.

Each reads as many works as asked (all the others', when there are fewer), never their own, none
twice, and every work is read as often. What was shared out stays: whoever comes late reads the
works with the fewest readers, and is read by those who have the least to read.
"""

from collections.abc import Collection, Sequence

# Who reads, and whose work.
Pair = tuple[int, int]


def allocate(authors: Sequence[int], count: int, given: Collection[Pair] = ()) -> list[Pair]:
    """Return what to add to ``given``, so that each author reads ``count`` works of the others.

    The order of ``authors`` is that of the circle: shuffle it, or neighbours read each other.
    """
    if not given:
        return _circle(authors, count)
    pairs = list(given)
    known = {person for pair in pairs for person in pair}
    for late in (person for person in authors if person not in known):
        others = [person for person in authors if person != late and person in known]
        wanted = min(count, len(others))
        least_read = sorted(others, key=lambda work: sum(pair[1] == work for pair in pairs))
        least_busy = sorted(others, key=lambda reader: sum(pair[0] == reader for pair in pairs))
        pairs += [(late, work) for work in least_read[:wanted]]
        pairs += [(reader, late) for reader in least_busy[:wanted]]
        known.add(late)
    return pairs[len(given) :]


def _circle(authors: Sequence[int], count: int) -> list[Pair]:
    """Let each read those who follow in the circle: all read, and are read, as often."""
    size = len(authors)
    return [
        (reader, authors[(place + step) % size])
        for place, reader in enumerate(authors)
        for step in range(1, min(count, size - 1) + 1)
    ]
