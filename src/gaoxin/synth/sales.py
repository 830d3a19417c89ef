"""Revenue, output and trade (GQ-002): totals shared out by heavy-tailed weights, then split exactly.

Assumed: revenue grows a little faster than employees, with a lognormal productivity (spread 1.2);
industrial enterprises have about as much revenue as the national output asks; exports are made by those
most inclined to it.
"""

import numpy as np

from gaoxin.synth.parts import Columns, Flags, Floats, Integers, fit, portion, split
from gaoxin.synth.scene import Scene
from gaoxin.synth.totals import dollar, in_dollars

MOST_INDUSTRIAL = 0.93


def sales(scene: Scene, employees: Integers) -> Columns:
    """Return revenue with its parts, and gross industrial output."""
    revenue = fit(_revenue_weight(scene, employees), scene.totals["revenue"])
    technology, products, goods, other = split(revenue, *_mix(scene))
    transfer, contracting, consulting, commissioned = split(technology, *_technology_mix(scene))
    new = scene.draws.habit(
        "new product maker", np.clip(0.2 * scene.habit("research") + 0.2 * scene.hightech, 0, 0.8)
    )
    new_products = portion(products, np.where(new, scene.draws.share("new products", 0.4, 0.9), 0.0))
    output = _output(scene, products)
    return {
        "revenue": revenue,
        "main_business_revenue": revenue - portion(other, scene.draws.share("side business", 0.4, 0.8)),
        "technology_income": technology,
        "technology_transfer_income": transfer,
        "technology_contracting_income": contracting,
        "technology_consulting_service_income": consulting,
        "commissioned_rd_income": commissioned,
        "product_sales_revenue": products,
        "hightech_product_revenue": _hightech_products(scene, products),
        "goods_sales_revenue": goods,
        "other_revenue": other,
        "gross_industrial_output": output,
        "new_product_revenue": new_products,
        "new_product_output": portion(output, np.where(new, scene.draws.share("new output", 0.4, 0.9), 0.0)),
    }


def _revenue_weight(scene: Scene, employees: Integers) -> Floats:
    draws = scene.draws
    leap = np.where(draws.uniform("windfall") < 0.03, 0.6, 0.0) * draws.fresh("windfall size")
    productivity = (
        1.2 * draws.normal("productivity", 0.11) + leap + scene.habit("output") + 0.22 * scene.here("quality")
    )
    weight = employees**1.13 * np.exp(productivity) * scene.started * scene.climate("revenue", 0.05)
    return _pooled(
        weight, scene.industrial, scene.totals["gross_industrial_output"] / scene.totals["revenue"]
    )


def _pooled(weight: Floats, industrial: Flags, share: float) -> Floats:
    """Lift the industrial weights so that they hold about the share that output asks of revenue."""
    inside, outside = weight[industrial].sum(), weight[~industrial].sum()
    wanted = min(MOST_INDUSTRIAL, 1.03 * share)
    if inside == 0 or outside == 0:
        return weight
    return np.asarray(np.where(industrial, weight * (wanted / inside), weight * ((1 - wanted) / outside)))


def _mix(scene: Scene) -> list[Floats]:
    draws = scene.draws
    sells_technology = draws.habit(
        "sells technology", np.where(scene.kind("software", "research"), 0.95, 0.4)
    )
    technology = scene.habit("technology") * sells_technology * np.exp(0.25 * scene.here("innovation"))
    return [
        draws.level("technology", technology * np.where(sells_technology, 2.0, 1.0), 0.8),
        draws.level("products", scene.habit("products"), 0.2),
        draws.level("goods", scene.habit("goods") * draws.habit("sells goods", 0.6), 0.8),
        draws.level("other", scene.habit("other"), 0.5),
    ]


def _technology_mix(scene: Scene) -> list[Floats]:
    draws = scene.draws
    means = {"transfer": 0.08, "contracting": 0.22, "consulting": 0.6, "commissioned": 0.1}
    return [
        draws.level(name, mean * draws.habit("has " + name, mean + 0.4), 0.8) for name, mean in means.items()
    ]


def _hightech_products(scene: Scene, products: Integers) -> Integers:
    share = scene.draws.share("hightech products", np.where(scene.hightech, 0.75, 0.12), 1.0)
    return portion(products, share * (scene.hightech | scene.draws.habit("hightech maker", 0.25)))


def _output(scene: Scene, products: Integers) -> Integers:
    """Gross output of industrial enterprises near their product sales; others have none."""
    weight = np.where(scene.industrial, products * np.exp(0.08 * scene.draws.fresh("stocks")), 0.0)
    return fit(weight, scene.totals["gross_industrial_output"]) if weight.any() else scene.none


def trade(scene: Scene, revenue: Integers, new_products: Integers) -> Columns:
    """Return exports and imports, up to 2013 in thousand dollars."""
    draws = scene.draws
    rate = float(dollar(scene.year)) if in_dollars(scene.year) else 1.0
    exports = _exports(scene, np.floor(0.9 * revenue / rate).astype(np.int64))
    maker = scene.draws.share("exports hightech", np.where(scene.hightech, 0.7, 0.15), 0.8)
    service = (
        scene.habit("technology")
        * draws.level("exports service", 0.5, 1.2)
        * draws.habit("serves abroad", 0.3)
    )
    products, services, _ = split(exports, maker * ~scene.kind("software", "research"), service, 1 - maker)
    buys = draws.habit("imports", np.clip(scene.habit("exporting") + 0.02, 0, 1))
    imports = portion(
        np.floor(revenue / rate).astype(np.int64), buys * draws.share("import share", 0.05, 1.0)
    )
    return {
        "exports": exports,
        "imports_and_exports": exports + imports,
        "hightech_product_exports": products,
        "technology_service_exports": services,
        "new_product_exports": np.minimum(portion(exports, draws.share("new exports", 0.3)), new_products),
    }


def _exports(scene: Scene, most: Integers) -> Integers:
    total = min(scene.totals["exports"], int(most.sum()))
    exporter = _exporters(scene, most, total)
    weight = most * scene.draws.level("export share", np.where(scene.foreign, 1.8, 1.0), 0.9)
    weight *= np.exp(0.3 * scene.here("openness")) * scene.climate("exports", 0.08)
    return fit(np.where(exporter, weight, 0.0), total)


def _exporters(scene: Scene, most: Integers, total: int) -> Flags:
    """Mark the most inclined until they could export at least twice the total."""
    inclined = (
        scene.draws.lasting("exporter") + 2.2 * scene.habit("exporting") + 0.45 * scene.here("openness")
    )
    inclined += 0.5 * scene.foreign + 0.25 * scene.draws.lasting("size")
    order = np.argsort(-inclined, kind="stable")
    able = np.cumsum(most[order])
    needed = int(np.searchsorted(able, min(2 * total, int(able[-1])))) + 1
    exporter = np.zeros(len(most), bool)
    exporter[order[: max(needed, int(0.12 * len(order)))]] = True
    return exporter
