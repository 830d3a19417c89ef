"""Principal components of a group (OECD/JRC Handbook 2008, step 4; R ``prcomp(scale = TRUE)``)."""

from dataclasses import dataclass

import numpy as np

from gaoxin.evaluation import moments
from gaoxin.evaluation.cells import Column, Matrix
from gaoxin.statistics.correlation import undefined


@dataclass(frozen=True)
class Components:
    """The eigenvalues of the correlation matrix, falling, and its axes [parts x components].

    An axis has length 1 and points to where the sum of its entries is not negative; the component loading of
    a part (its correlation with the component) is the entry times the root of the eigenvalue.
    """

    eigenvalues: Column
    axes: Matrix

    @property
    def explained(self) -> Column:
        """The share of the variance of each component."""
        return np.asarray(self.eigenvalues / self.eigenvalues.sum())

    @property
    def loadings(self) -> Matrix:
        """The component loadings [parts x components]."""
        return self.axes * np.sqrt(self.eigenvalues)


def components(columns: Matrix) -> Components | str:
    """Return the components of columns [units x parts] over the complete units, or why there are none."""
    complete = columns[~np.isnan(columns).any(axis=1)]
    if complete.shape[1] < 2:
        return "one_part"
    reasons = [undefined(column, column) for column in complete.T]
    if any(reasons):
        return next(reason for reason in reasons if reason)
    count = complete.shape[1]
    matrix = np.eye(count)
    for row in range(count):
        for column in range(row):
            value = moments.correlation(complete[:, row], complete[:, column])
            matrix[row, column] = matrix[column, row] = value
    values, vectors = np.linalg.eigh(matrix)
    axes = vectors[:, ::-1]
    return Components(np.maximum(values[::-1], 0.0), axes * np.where(axes.sum(axis=0) < 0, -1.0, 1.0))
