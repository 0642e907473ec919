"""The incomplete gamma function and the distributions made of it.

P(a, x) by the series DLMF 8.7.1 where x < a + 1, Q(a, x) by the continued fraction DLMF 8.9.2 (evaluated by Lentz's
method, DLMF 3.10) elsewhere, to about fourteen digits.
"""

from __future__ import annotations

import math

_EPS = 1e-16
_TINY = 1e-300
_STEPS = 100_000


def gamma_q(a: float, x: float) -> float:
    """Regularised upper incomplete gamma function Q(a, x), for a > 0 and x ≥ 0."""
    if x <= 0:
        return 1.0
    if math.isinf(x):
        return 0.0
    return 1.0 - _series(a, x) if x < a + 1 else _fraction(a, x)


def _scale(a: float, x: float) -> float:
    return math.exp(a * math.log(x) - x - math.lgamma(a))


def _series(a: float, x: float) -> float:
    term = total = 1.0 / a
    for n in range(1, _STEPS):
        term *= x / (a + n)
        total += term
        if term < total * _EPS:
            break
    return total * _scale(a, x)


def _fraction(a: float, x: float) -> float:
    b = x + 1.0 - a
    c = 1.0 / _TINY
    d = 1.0 / b
    value = d
    for n in range(1, _STEPS):
        step = -n * (n - a)
        b += 2.0
        d = step * d + b
        d = 1.0 / (d if abs(d) > _TINY else _TINY)
        c = b + step / c
        c = c if abs(c) > _TINY else _TINY
        value *= d * c
        if abs(d * c - 1.0) < 1e-15:
            break
    return value * _scale(a, x)


def chi_squared_tail(x: float, freedom: int) -> float:
    """The chance of a chi-squared value of at least ``x`` with ``freedom`` degrees of freedom."""
    return gamma_q(freedom / 2, x / 2)


def chi_squared_quantile(tail: float, freedom: int) -> float:
    """The value that is exceeded with chance ``tail``; by bisection."""
    low, high = 0.0, 1.0
    while chi_squared_tail(high, freedom) > tail:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if chi_squared_tail(middle, freedom) > tail else (low, middle)
    return (low + high) / 2


def shifted_chi_squared_tail(x: float, freedom: int, shift: float) -> float:
    """The tail of the noncentral distribution: a Poisson mixture of central ones (Johnson, Kotz & Balakrishnan 1995, ch. 29).

    Summed outwards from its largest weight, so that large shifts neither underflow nor take long.
    """
    if shift < 1e-12:
        return chi_squared_tail(x, freedom)
    half = shift / 2
    centre = int(half)

    def weight(n: int) -> float:
        return math.exp(n * math.log(half) - half - math.lgamma(n + 1))

    total = 0.0
    for steps in (range(centre, centre + _STEPS), range(centre - 1, -1, -1)):
        for n in steps:
            w = weight(n)
            total += w * chi_squared_tail(x, freedom + 2 * n)
            if w < 1e-16:
                break
    return min(1.0, total)
