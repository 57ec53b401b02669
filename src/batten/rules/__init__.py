"""Readiness rules: what a production cluster asks of its objects. Pure: no I/O, no clock.

A rule is a generator function with a docstring (`rules/rule.py`), grouped by subject, one subject a
file. `rules/catalogue.py` lists the files; `rules/engine.py` puts every rule to every object.
Files that it does not list hold what several subjects share: how sure an absence is (`absence`),
which Services matter (`traffic`), what is production, how budgets are reckoned (`budgets`), and the
wording of messages.
"""
