"""核查线索: what in the returns of a zone deserves a second look, and what each enterprise does to its rank.

Evidence for indicator 4.8, for evaluators and auditors only. It proposes points with their parts and never
a verdict.
"""
