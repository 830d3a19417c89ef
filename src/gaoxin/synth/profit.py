"""Profit, tax and value added (GQ-002), built backwards from net profit so that each identity is exact.

Assumed: one enterprise in six or so loses money; rates of tax and of costs as usual in accounts. Net
profit, taxes paid and (through payroll) value added add up to their totals, industrial and other
enterprises apart.
"""

from collections.abc import Mapping

import numpy as np

from gaoxin.synth.parts import Column, Columns, Flags, Floats, Integers, fit, portion, split
from gaoxin.synth.scene import Scene

RESEARCH_BOOKED_SINCE, DISPOSAL_SINCE, CREDIT_SINCE = 2018, 2017, 2019
"""First data years of research expenses; other income and disposal gains; credit impairment (minus signs)."""
LEAST_PAY = 0.03
"""Payroll is at least this share of revenue."""

Money = Mapping[str, Column]


def profit(scene: Scene, money: Money) -> Columns:
    """Return the income statement, given revenue and R&D expenditure."""
    earned = _earnings(scene, money["revenue"])
    taxes = _taxes(scene, money["revenue"], earned["income_tax_expense"])
    return {
        **earned,
        **taxes,
        **_costs(scene, money, earned["operating_profit"], taxes["taxes_and_surcharges"]),
    }


def _earnings(scene: Scene, revenue: Integers) -> Columns:
    net = _net_profit(scene, revenue)
    rate = np.where(scene.hightech, 0.15, 0.25) * scene.draws.share("tax rate", 0.8, 0.7)
    tax = np.where(
        net > 0,
        portion(net, rate / (1 - rate)),
        portion(revenue, 0.0004 * scene.draws.uniform("tax on loss")),
    )
    extra = portion(
        revenue, scene.draws.habit("extra income", 0.6) * scene.draws.level("extra income size", 0.004, 1.2)
    )
    loss = portion(
        revenue, scene.draws.habit("extra loss", 0.5) * scene.draws.level("extra loss size", 0.0015, 1.2)
    )
    return {
        "net_profit": net,
        "income_tax_expense": tax,
        "total_profit": net + tax,
        "operating_profit": net + tax - extra + loss,
        "non_operating_income": extra,
        "non_operating_expenses": loss,
    }


def _net_profit(scene: Scene, revenue: Integers) -> Integers:
    draws = scene.draws
    standing = (
        draws.normal("profit", 0.12)
        + 0.12 * scene.here("quality")
        + 3 * scene.habit("margin")
        - 0.4 * scene.entered
    )
    margin = scene.habit("margin") * np.exp(0.6 * standing) * scene.climate("profit", 0.06)
    losing = standing < -0.82
    rate = np.clip(0.03 * draws.level("loss", 1.0, 0.8), 0, 0.6)
    losses = np.where(
        losing, portion(revenue, rate) + portion(np.full(len(revenue), 900), draws.steady("idle loss")), 0
    )
    net = -losses
    share = revenue[scene.industrial].sum() / revenue.sum()
    inside = round(scene.totals["net_profit"] * float(share))
    for pool, total in ((scene.industrial, inside), (~scene.industrial, scene.totals["net_profit"] - inside)):
        net += _gains(np.where(pool & ~losing, revenue * margin, 0.0), total + int(losses[pool].sum()))
    return net


def _gains(weight: Floats, total: int) -> Integers:
    return fit(weight, total) if weight.any() else np.zeros(len(weight), np.int64)


def _taxes(scene: Scene, revenue: Integers, income_tax: Integers) -> Columns:
    """Taxes paid add up to the total; VAT and income tax are parts of it; reliefs stand beside."""
    draws = scene.draws
    weight = (0.035 * revenue * draws.level("tax weight", 1.0, 0.5) + 0.9 * income_tax) * scene.climate(
        "taxes", 0.06
    )
    paid = fit(weight, scene.totals["taxes_paid"])
    income_weight = np.minimum(income_tax / np.maximum(weight, 1.0), 3.0)
    vat, income, _ = split(
        paid, draws.level("vat", 0.58, 0.25), 0.6 * income_weight, draws.level("other taxes", 0.22, 0.3)
    )
    relief = portion(
        revenue,
        draws.habit("has relief", np.where(scene.hightech, 0.8, 0.25)) * draws.level("relief", 0.012, 1.0),
    )
    high, research, transfer, rest, vat_relief, _ = split(
        relief,
        0.3 * scene.hightech,
        draws.level("deduction", 0.3, 0.5),
        0.02 * draws.habit("transfers", 0.1),
        np.full(len(relief), 0.06),
        draws.level("vat relief", 0.25, 0.8),
        np.full(len(relief), 0.05),
    )
    return {
        "taxes_paid": paid,
        "vat_paid": vat,
        "income_tax_paid": income,
        "vat_payable": np.floor(vat * np.exp(0.06 * draws.fresh("vat payable"))).astype(np.int64),
        "taxes_and_surcharges": portion(paid, draws.share("surcharges", 0.14, 0.4)),
        "tax_relief": relief,
        "vat_relief": vat_relief,
        "income_tax_relief": high + research + transfer + rest,
        "hightech_income_tax_relief": high,
        "rd_deduction_relief": research,
        "technology_transfer_relief": transfer,
    }


def _costs(scene: Scene, money: Money, operating_profit: Integers, surcharges: Integers) -> Columns:
    """Costs and gains; operating cost balances, and where it would be negative, investment income does."""
    draws, revenue = scene.draws, money["revenue"]
    costs = {
        "selling_expenses": portion(revenue, draws.share("selling", 0.04, 0.8)),
        "administrative_expenses": portion(revenue, draws.share("administration", 0.055, 0.7)),
        "financial_expenses": portion(revenue, draws.share("interest", 0.012, 0.9))
        - portion(revenue, 0.006 * draws.steady("cash")),
    }
    if scene.year >= RESEARCH_BOOKED_SINCE:
        costs["rd_expenses_booked"] = np.minimum(portion(money["rd_expenditure"], 0.9), portion(revenue, 0.4))
    impairment = portion(revenue, draws.habit("impaired", 0.25) * draws.level("impairment", 0.004, 1.2))
    gains = _gains_of_year(scene, revenue, impairment)
    signed = -impairment if scene.year < CREDIT_SINCE else scene.none
    balance = revenue - surcharges - sum(costs.values()) + sum(gains.values()) + signed - operating_profit
    gains["investment_income"] = gains["investment_income"] + np.maximum(-balance, 0)
    if scene.year < CREDIT_SINCE:
        gains["asset_impairment_loss"] = impairment
    return {**costs, **gains, "operating_cost": np.maximum(balance, 0)}


def _gains_of_year(scene: Scene, revenue: Integers, impairment: Integers) -> dict[str, Integers]:
    """Gains that the forms of the year know; since 2019 impairments stand here as negative gains."""
    draws = scene.draws
    gains = {
        "investment_income": portion(
            revenue, draws.habit("invests", 0.15) * draws.level("investment", 0.02, 1.2)
        ),
        "fair_value_gain": _either(
            portion(revenue, draws.habit("values", 0.02) * 0.005), draws.fresh("value") > -0.3
        ),
    }
    if scene.year >= DISPOSAL_SINCE:
        gains["asset_disposal_gain"] = _either(
            portion(revenue, draws.habit("disposes", 0.1) * 0.001), draws.fresh("disposal") > 0
        )
        gains["other_income"] = portion(
            revenue, draws.habit("subsidised", 0.4) * draws.level("subsidy", 0.006, 1.0)
        )
    if scene.year >= CREDIT_SINCE:
        credit = portion(impairment, 0.6)
        gains["credit_impairment_loss"], gains["asset_impairment_loss"] = -credit, credit - impairment
        gains["hedging_gain"] = _either(
            portion(revenue, draws.habit("hedges", 0.003) * 0.002), draws.fresh("hedge") > 0
        )
    return gains


def _either(amount: Integers, gain: Flags) -> Integers:
    return np.where(gain, amount, -amount)


def value_added(scene: Scene, money: Money) -> Columns:
    """Return depreciation, and the payroll with which value added reaches its totals."""
    depreciation = portion(
        money["revenue"],
        scene.draws.share("depreciation", np.clip(0.03 * scene.habit("assets"), 0, 0.09), 0.4),
    )
    produced = money["taxes_and_surcharges"] + money["vat_payable"] + depreciation + money["operating_profit"]
    wage = scene.draws.level(
        "wage", np.exp(0.2 * scene.here("quality") + 0.9 * scene.habit("bachelors")), 0.35, 0.08
    )
    weight = money["employees"] * wage
    inside = scene.totals["industrial_value_added"]
    payroll = scene.none
    for pool, total in (
        (scene.industrial, inside),
        (~scene.industrial, scene.totals["value_added"] - inside),
    ):
        least = int(LEAST_PAY * money["revenue"][pool].sum())
        payroll += _gains(np.where(pool, weight, 0.0), max(total - int(produced[pool].sum()), least))
    return {"depreciation_of_year": depreciation, "payroll": payroll}
