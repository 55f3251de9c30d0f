"""What the tables work out, as plain functions: the tests compare both."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class BreakEven:
    """Sales a month that pay for everything, and what they bring in (euros)."""

    units: int
    turnover: float


def break_even(fixed: float, price: float, variable: float) -> BreakEven:
    """Raises ValueError when each sale costs more than it brings: no number of sales helps then."""
    margin = price - variable
    if margin <= 0:
        raise ValueError("the price does not cover what each sale costs")
    units = math.ceil(round(fixed / margin, 9))
    return BreakEven(units, units * price)


def cash_at_month_ends(start: float, receipts: Sequence[float], expenses: Sequence[float]) -> list[float]:
    """What is in the till at the end of each month (euros)."""
    found, cash = [], start
    for received, spent in zip(receipts, expenses, strict=True):
        cash += received - spent
        found.append(cash)
    return found


def household_balance(monthly_in: float, monthly_out: float, yearly_in: float = 0, yearly_out: float = 0) -> float:
    """What is left of a month (euros), with a twelfth of what comes once a year."""
    return monthly_in - monthly_out + (yearly_in - yearly_out) / 12
