"""What an expression can be: a Fraction, a Real, a bool, or one of these."""
from collections import namedtuple

from reals import Real

Day = namedtuple("Day", "days")
Cat = namedtuple("Cat", "category index name")
Missing = namedtuple("Missing", "reasons")
Bracket = namedtuple("Bracket", "lo hi reasons")
INVALID = object()


def missing(*reasons):
    return Missing(frozenset(reasons))


def reasons(*values):
    """Why some of the values are missing; a bracket counts as missing."""
    out = frozenset()
    for v in values:
        if isinstance(v, (Missing, Bracket)):
            out |= v.reasons
    return out


def same(a, b):
    return type(a) is type(b) and not isinstance(a, Real) and a == b
