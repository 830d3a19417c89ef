"""What every enterprise adds to the figures of its zone: ``aggregate`` by enterprise and year."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaoxin.edition.figures import Figures
from gaoxin.formula import Aggregate
from gaoxin.micro.aggregate import KEYS, compares_years, statement
from gaoxin.micro.rows import Rows

BY_ENTERPRISE = (*KEYS, "credit_code")


@dataclass(frozen=True)
class Contributions:
    """Enterprises down, sorted by zone, year and credit code (None where the code is blank).

    ``zone``, ``year`` and ``code`` name the row. ``figures`` holds by name what the row adds to the value
    of the figure (0 where it adds nothing; for an average what it adds to the sum), to the rows asked and
    to those filled.
    """

    zone: NDArray[np.object_]
    year: NDArray[np.int64]
    code: NDArray[np.object_]
    figures: Mapping[str, tuple[NDArray[np.float64], NDArray[np.int32], NDArray[np.int32]]]


def contributions(rows: Rows, figures: Figures, wanted: Mapping[str, Aggregate]) -> tuple[Contributions, ...]:
    """Return what each enterprise adds to the wanted sums, counts and averages of its zone.

    Sums within a row and those that compare with the year before come apart, since the latter ask fewer rows.
    """
    joined = {name: one for name, one in wanted.items() if compares_years(one)}
    plain = {name: one for name, one in wanted.items() if name not in joined}
    return tuple(_fetched(rows, figures, chosen) for chosen in (plain, joined) if chosen)


def _fetched(rows: Rows, figures: Figures, wanted: Mapping[str, Aggregate]) -> Contributions:
    query, columns = statement(rows, figures, wanted, BY_ENTERPRISE)
    fetched = rows.connection.execute(query).fetchnumpy()
    names = list(fetched)
    amounts = {
        at: _filled(fetched.pop(names[at]), np.float64) for at in {value for value, _, _ in columns.values()}
    }
    counts = {
        at: _filled(amounts[at] if at in amounts else fetched.pop(names[at]), np.int32)
        for at in {at for _, *two in columns.values() for at in two}
    }
    return Contributions(
        zone=np.asarray(fetched["zone"], dtype=object),
        year=_filled(fetched["year"], np.int64),
        code=_texts(fetched["credit_code"]),
        figures={
            name: (amounts[value], counts[asked], counts[filled])
            for name, (value, asked, filled) in columns.items()
        },
    )


def _texts(column: Any) -> NDArray[np.object_]:
    texts = np.array(np.ma.getdata(column), dtype=object)
    texts[np.ma.getmaskarray(column)] = None
    return texts


def _filled(column: Any, kind: type[Any]) -> NDArray[Any]:
    return np.asarray(np.ma.filled(column, 0), dtype=kind)
