"""Panels: surveys and expert judgement, the eight indicators that no statistics give. Arithmetic only, no web.

Surveys: ``sampling`` draws whom to ask, ``answers`` reads and scores what came back, ``response`` weighs it,
``survey`` gives results by zone. Experts: ``experts`` holds the register and avoidance, ``assignment`` says
who marks what. Marks: ``marks`` holds them by column, ``combine`` makes one score of many, ``facets`` takes
out severity, ``reliability`` shrinks, ``agreement`` and ``intraclass`` say how far experts agree, ``outlying``
queries, ``meeting`` sets what a meeting agreed beside what its members thought.
"""
