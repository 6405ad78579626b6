"""Exact numbers are `Fraction`s; this is the rest: computable reals, enclosed as tightly as is asked for.

A decision on a real is refined at 64, 128, … 4096 bits. What 4096 bits do not separate is equal, by definition.
"""
from fractions import Fraction
from math import isqrt

PRECISIONS = (64, 128, 256, 512, 1024, 2048, 4096)


class OutOfDomain(Exception):
    pass


class ZeroBase(Exception):
    pass


class Real:
    """`enclose(bits)` gives a closed interval that holds the value, about 2^-bits wide."""

    def __init__(self, enclose):
        self._enclose, self._cache = enclose, {}

    def enclose(self, bits):
        if bits not in self._cache:
            lo, hi = self._enclose(bits)
            scale = 1 << (bits + 40)
            self._cache[bits] = (Fraction((lo * scale).__floor__(), scale), Fraction((hi * scale).__ceil__(), scale))
        return self._cache[bits]


def enclose(x, bits):
    return x.enclose(bits) if isinstance(x, Real) else (x, x)


def sign(x):
    """-1, 0 or 1."""
    if isinstance(x, Fraction):
        return (x > 0) - (x < 0)
    for bits in PRECISIONS:
        lo, hi = x.enclose(bits)
        if lo > 0:
            return 1
        if hi < 0:
            return -1
    return 0


def compare(a, b):
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return (a > b) - (a < b)
    return sign(sub(a, b))


def add(a, b):
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b

    def both(bits):
        (al, ah), (bl, bh) = enclose(a, bits + 2), enclose(b, bits + 2)
        return al + bl, ah + bh
    return Real(both)


def neg(a):
    if isinstance(a, Fraction):
        return -a
    return Real(lambda bits: (-a.enclose(bits)[1], -a.enclose(bits)[0]))


def sub(a, b):
    return add(a, neg(b))


def size(x):
    """Bits of the integer part of the largest magnitude that x may have."""
    lo, hi = enclose(x, 64)
    return max(abs(lo), abs(hi)).__ceil__().bit_length() + 1


def mul(a, b):
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if a == 0 or b == 0:
        return Fraction(0)

    def both(bits):
        extra = max(size(a), size(b)) + 4
        (al, ah), (bl, bh) = enclose(a, bits + extra), enclose(b, bits + extra)
        ends = [al * bl, al * bh, ah * bl, ah * bh]
        return min(ends), max(ends)
    return Real(both)


def div(a, b):
    if sign(b) == 0:
        raise ZeroBase
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a / b

    def inverse(bits):
        at = bits
        while True:
            lo, hi = enclose(b, at)
            if lo > 0 or hi < 0:
                tight = (1 / lo - 1 / hi) * (1 << bits) <= 1
                if tight:
                    return 1 / hi, 1 / lo
            at *= 2
    if isinstance(b, Fraction):
        return mul(a, 1 / b)
    return mul(a, Real(inverse))


# ---- functions of rational arguments, in fixed point ----------------------------------------------------------

def iroot(n, k):
    """The floor of the k-th root of n >= 0."""
    if k == 2:
        return isqrt(n)
    if n < 2:
        return n
    x = 1 << -(-n.bit_length() // k)
    while True:
        y = ((k - 1) * x + n // x ** (k - 1)) // k
        if y >= x:
            return x
        x = y


def root_of(x, k, bits):
    """Encloses the k-th root of x >= 0."""
    scaled = (x * (1 << (k * bits))).__floor__()
    r = iroot(scaled, k)
    return Fraction(r, 1 << bits), Fraction(r + 1, 1 << bits)


def exact_root(x, k):
    """The k-th root of x >= 0 if it is rational."""
    p, q = iroot(x.numerator, k), iroot(x.denominator, k)
    return Fraction(p, q) if p ** k == x.numerator and q ** k == x.denominator else None


_LN2 = {}


def atanh2(num, den, p):
    """Encloses 2 * atanh(num / den) for |num/den| <= 1/3, times 2^p, as integers."""
    one = 1 << p
    t = num * one // den
    square = t * t >> p
    total, power, k = 0, t, 1
    while power:
        total += power // k
        power = power * square >> p
        k += 2
        if power in (0, -1):
            break
    slack = 4 * k + 8
    return 2 * (total - slack), 2 * (total + slack)


def ln_of(x, bits):
    """Encloses ln x for x > 0."""
    k = x.numerator.bit_length() - x.denominator.bit_length()
    m = x / Fraction(2) ** k
    if m > Fraction(4, 3):
        m, k = m / 2, k + 1
    elif m < Fraction(2, 3):
        m, k = m * 2, k - 1
    p = bits + 32 + abs(k).bit_length()
    lo, hi = atanh2(m.numerator - m.denominator, m.numerator + m.denominator, p)
    if k:
        if p not in _LN2:
            _LN2[p] = atanh2(1, 3, p)
        l2, h2 = _LN2[p]
        lo, hi = lo + (k * l2 if k > 0 else k * h2), hi + (k * h2 if k > 0 else k * l2)
    return Fraction(lo, 1 << p), Fraction(hi, 1 << p)


def exp_of(x, bits):
    """Encloses e^x."""
    big = max(0, x.__ceil__()) * 2 + 2
    halvings = 16 + max(abs(x).__ceil__().bit_length(), 0)
    p = bits + big + halvings * 2 + 64
    one = 1 << p
    t = (x * one).__floor__() >> halvings
    total, term, k = one, one, 1
    while True:
        term = term * t >> p
        term //= k
        if term in (0, -1):
            break
        total += term
        k += 1
    slack = 2 * k + 8
    lo, hi = total - slack, total + slack
    for _ in range(halvings):
        lo, hi = lo * lo >> p, (hi * hi >> p) + 1
    return Fraction(max(lo, 0), one), Fraction(hi, one)


def monotone(f, x):
    """The real f(x) of a growing function that is enclosed at rational arguments."""
    def at(bits):
        lo, hi = enclose(x, bits + 64)
        return f(lo, bits + 8)[0], f(hi, bits + 8)[1]
    return Real(at)


def root(x, k):
    s = sign(x)
    if s < 0:
        if k % 2 == 0:
            raise OutOfDomain
        return neg(root(neg(x), k))
    if s == 0:
        return Fraction(0)
    if isinstance(x, Fraction):
        found = exact_root(x, k)
        if found is not None:
            return found
    return monotone(lambda v, bits: root_of(max(v, Fraction(0)), k, bits), x)


def ln(x):
    if sign(x) <= 0:
        raise OutOfDomain
    if x == 1:
        return Fraction(0)

    def at(bits):
        more = bits + 64
        lo, hi = enclose(x, more)
        while lo <= 0 or (hi - lo) * (1 << (bits + 8)) > lo:
            more *= 2
            lo, hi = enclose(x, more)
        return ln_of(lo, bits + 8)[0], ln_of(hi, bits + 8)[1]
    return Real(at)


def exp(x):
    if x == 0:
        return Fraction(1)

    def at(bits):
        more = bits + 64 + 2 * max(0, size(x))
        lo, hi = enclose(x, more)
        more += max(0, 2 * hi.__ceil__())
        lo, hi = enclose(x, more)
        return exp_of(lo, bits + 8)[0], exp_of(hi, bits + 8)[1]
    return Real(at)


def power(x, y):
    if isinstance(y, Fraction) and y.denominator == 1:
        return int_power(x, int(y))
    s = sign(x)
    if s < 0:
        raise OutOfDomain
    if s == 0:
        if sign(y) < 0:
            raise ZeroBase
        return Fraction(1) if sign(y) == 0 else Fraction(0)
    if x == 1:
        return Fraction(1)
    if isinstance(x, Fraction) and isinstance(y, Fraction) and y.denominator < 64:
        base = exact_root(x, y.denominator)
        if base is not None:
            return base ** y.numerator
    return exp(mul(y, ln(x)))


def int_power(x, n):
    if n < 0:
        return div(Fraction(1), int_power(x, -n))
    out = Fraction(1)
    for _ in range(n):
        out = mul(out, x)
    return out


# ---- rounding -----------------------------------------------------------------------------------------------

def round_ratio(q, mode):
    """The whole number that q is rounded to."""
    low = q.__floor__()
    rest = q - low
    if rest == 0 or mode == "floor":
        return low
    if mode == "ceiling":
        return low + 1
    if mode == "down":
        return low if q > 0 else low + 1
    if mode == "up":
        return low + 1 if q > 0 else low
    half = Fraction(1, 2)
    if rest != half:
        return low + (rest > half)
    if mode == "half_even":
        return low + low % 2
    return low + 1 if q > 0 else low


def round_to(x, step, mode):
    if isinstance(x, Fraction) and isinstance(step, Fraction):
        if step == 0:
            raise ZeroBase
        return step * round_ratio(x / step, mode)
    q = div(x, step)
    for bits in PRECISIONS:
        lo, hi = enclose(q, bits)
        a, b = round_ratio(lo, mode), round_ratio(hi, mode)
        if a == b:
            return mul(step, Fraction(a))
    # not separated from a boundary: it is the boundary, a multiple of one half
    middle = Fraction(round_ratio((lo + hi), "half_even"), 2)
    return mul(step, Fraction(round_ratio(middle, mode)))
