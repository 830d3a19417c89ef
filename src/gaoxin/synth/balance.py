"""The balance sheet and what is invested (GQ-002).

Assumed: assets lognormal around the kind's ratio to revenue; debt logistic around 55 %, above all assets
for a few; three of 147 zones carry much debt, so that their equity is thin.
"""

from collections.abc import Mapping

import numpy as np

from gaoxin.synth.parts import Column, Columns, Flags, Integers, blank, portion, split
from gaoxin.synth.scene import Scene

ENERGY_FROM = 20_000
"""Industrial enterprises report energy from this revenue (20 million yuan: 规模以上)."""


def balance(scene: Scene, money: Mapping[str, Column]) -> Columns:
    """Return assets, liabilities, equity and capital."""
    draws, employees = scene.draws, money["employees"]
    ratio = scene.habit("assets") * draws.level("asset ratio", 1.15, 0.55, 0.08)
    assets = np.floor(money["revenue"] * ratio + employees * 30).astype(np.int64)
    debt = 1.45 * draws.share("debt", np.where(scene.here("weak") > 0, 0.68, 0.38), 0.7, 0.1)
    liabilities = np.floor(assets * debt).astype(np.int64)
    equity = assets - liabilities
    return {
        "total_assets": assets,
        "total_liabilities": liabilities,
        "equity": equity,
        "current_liabilities": portion(liabilities, draws.share("short debt", 0.8, 0.7)),
        "bank_loans": portion(liabilities, draws.habit("borrows", 0.5) * draws.share("loans", 0.35, 0.8)),
        **_assets(scene, assets, money["depreciation_of_year"]),
        "paid_in_capital": portion(assets, draws.share("capital", 0.2, 0.8, 0.03)) + 500,
    }


def _assets(scene: Scene, assets: Integers, depreciation: Integers) -> Columns:
    """Split assets; financial enterprises do not tell current and non-current ones apart."""
    draws = scene.draws
    tangible = scene.habit("products") * 0.35 + 0.1
    current, fixed, intangible, development, other = split(
        assets,
        draws.level("current", 0.6, 0.25),
        draws.level("fixed", tangible, 0.5),
        draws.level("intangible", 0.05, 0.9),
        0.01 * draws.habit("capitalises", 0.04 * scene.habit("research")),
        draws.level("other assets", 0.08, 0.9),
    )
    finance = scene.kind("finance")
    return {
        "current_assets": blank(current, finance),
        "non_current_assets": blank(fixed + intangible + development + other, finance),
        "net_fixed_assets": fixed,
        "intangible_assets": intangible,
        "capitalised_development": development,
        "accumulated_depreciation": depreciation + portion(fixed, draws.share("worn", 0.4, 0.6)),
    }


def listing(scene: Scene, money: Mapping[str, Column], listed: Flags) -> Columns:
    """Return listing capital, the overseas part of it, and the market value in 10,000 yuan."""
    draws = scene.draws
    capital = portion(money["paid_in_capital"], np.where(listed, draws.share("floated", 0.5), 0.0))
    overseas = portion(capital, draws.habit("floated abroad", 0.12) * 0.6)
    value = np.floor(
        0.1 * np.maximum(money["equity"], money["paid_in_capital"]) * draws.level("market", 2.5, 0.5)
    ).astype(np.int64)
    return {
        "listing_capital": capital,
        "overseas_listing_capital": overseas,
        "market_value": blank(value, ~listed),
    }


def investment(scene: Scene, money: Mapping[str, Column]) -> Columns:
    """Return investment, venture capital and energy (larger industrial enterprises but a silent tenth)."""
    draws, revenue = scene.draws, money["revenue"]
    builds = draws.habit("invests in plant", 0.55)
    outward = draws.uniform("goes abroad") < np.where(scene.foreign, 0.002, 0.008) * np.exp(
        0.4 * scene.here("openness")
    )
    backed = draws.uniform("backed") < np.where(scene.kind("software", "research", "pharmacy"), 0.02, 0.006)
    energy = (
        0.1
        * revenue
        * scene.habit("energy")
        * draws.level("energy", np.exp(-0.25 * scene.here("innovation")), 0.7)
    )
    silent = ~scene.industrial | (revenue < ENERGY_FROM) | draws.habit("energy untold", 0.1)
    return {
        "fixed_asset_investment": np.floor(revenue * builds * draws.level("plant", 0.07, 1.0, 0.6)).astype(
            np.int64
        ),
        "outward_direct_investment": portion(revenue, outward * draws.share("outward", 0.05, 1.0))
        + 500 * outward,
        "energy_consumption": blank(np.round(energy, 2), silent),
        "has_venture_capital": backed,
        "venture_capital": np.where(
            backed, np.floor(draws.level("ticket", 20_000, 1.0, 1.0)).astype(np.int64) + 100, 0
        ),
    }
