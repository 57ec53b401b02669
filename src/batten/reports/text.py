"""The report for people: what could not be read, the three sections worst first, what to do next.

Up to a screenful or two of findings stand one by one below their objects. More are grouped: one
entry a rule, with how often and where for example; -v lists them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from batten.check.result import Place, Result
from batten.reports import phrases
from batten.reports.grouping import (
    Pile,
    by_object,
    by_rule,
    by_section,
    objects_of,
    severity_of,
    tally,
    worst_object,
)
from batten.reports.options import DEFAULT, Options
from batten.reports.plain import apart, clean, elide, pad, width, wrap
from batten.rules.finding import Severity
from batten.rules.rule import Section

T = TypeVar("T")
_BOLD, _DIM = "1", "2"
_STYLES = {Severity.CRITICAL: "1;31", Severity.WARNING: "33", Severity.INFO: "36"}
_SEVERITY_WIDTH = len("critical")
_LABEL_WIDTH = 26
_PLACE_WIDTH = 32
"""A place is cut down to so many columns before it gets a line of its own."""
_MANY = 20
"""So many unreadable inputs and notes are told one by one unless all are asked for."""


def render(result: Result, options: Options = DEFAULT) -> Iterator[str]:
    """The report, a line at a time."""
    for line in _Page(result, options).lines():
        yield f"{line.rstrip()}\n"


class _Page:
    def __init__(self, result: Result, options: Options) -> None:
        self.result = result
        self.options = options
        self.columns = options.columns
        self.grouped = not options.verbose and len(result.findings) > options.few

    def lines(self) -> Iterator[str]:
        """The blocks, an empty line between them."""
        blocks = (self._errors, self._sections, self._suppressed, self._notes, self._closing)
        begun = False
        for block in blocks:
            for number, line in enumerate(block()):
                if begun and not number:
                    yield ""
                begun = True
                yield line

    # Blocks ---------------------------------------------------------------------------------

    def _errors(self) -> Iterator[str]:
        errors = self.result.errors
        if not errors:
            return
        count = phrases.number(len(errors), "input")
        yield self._heading("Could not be read, so not checked", count, _STYLES[Severity.CRITICAL])
        for error in self._some(errors):
            yield f"  {clean(phrases.error_place(error)) or 'input'}"
            yield from self._indented(error.message, 4)
            yield from self._indented(error.hint, 4, _DIM)
        yield from self._more(len(errors))

    def _sections(self) -> Iterator[str]:
        after_findings = False
        for section, findings in by_section(self.result.findings).items():
            for number, line in enumerate(self._section(section, findings)):
                if after_findings and not number:
                    yield ""
                after_findings = bool(findings)
                yield line

    def _section(self, section: Section, findings: Pile) -> Iterator[str]:
        points = self.result.scores.sections.get(section.id)
        if points is None and not findings:
            return
        yield self._heading(section.value, phrases.score(points))
        if self.grouped:
            for pile in by_rule(findings):
                yield from self._group(pile)
        else:
            for pile in by_object(findings):
                yield from self._object(pile)

    def _suppressed(self) -> Iterator[str]:
        suppressed = self.result.suppressed
        if not (suppressed and self.options.verbose):
            return
        yield self._heading("Suppressed", phrases.number(len(suppressed), "finding"))
        reasons = {id(entry.finding): phrases.suppressed_by(entry) for entry in suppressed}
        for pile in by_object(entry.finding for entry in suppressed):
            yield from self._object(pile, reasons)

    def _notes(self) -> Iterator[str]:
        notes = self.result.notes
        for note in self._some(notes):
            first, *others = wrap(clean(note), self.columns - 6) or [""]
            yield f"note: {first}"
            yield from (f"      {line}" for line in others)
        yield from self._more(len(notes))

    def _closing(self) -> Iterator[str]:
        result = self.result
        if result.scores.overall is not None:
            yield self._heading("Overall", phrases.score(result.scores.overall))
        elif not result.errors and not result.inventory.objects:
            where = ", ".join(map(phrases.file_name, result.targets)) or "the input"
            yield from wrap(clean(f"There is no Kubernetes object in {where}."), self.columns)
        found = f"{phrases.summary(result)}."
        facts = f"{phrases.extent(result)}, {_seconds(result.seconds)}"
        one_line = width(found) + 1 + width(facts) <= self.columns
        yield from (f"{found} {facts}",) if one_line else (found, facts)
        for label, value in self._steps():
            first, *others = wrap(value, self.columns - _LABEL_WIDTH - 2) or [""]
            yield f"  {pad(label, _LABEL_WIDTH)}{first}"
            yield from (f"  {' ' * _LABEL_WIDTH}{line}" for line in others)

    def _steps(self) -> Iterator[tuple[str, str]]:
        """What to do next, one label and one advice a line."""
        result = self.result
        worst = worst_object(result.findings)
        if result.errors:
            unread = phrases.number(len(result.errors), "input")
            yield "start with", f"the {unread} that could not be read"
        elif worst:
            yield "start with", f"{clean(worst[0].object.title)}: {_worst_first(worst)}"
        elif result.inventory.objects:
            yield "all clear", "nothing found that stands in production's way"
        safe = sum(phrases.fixable(finding) == "safe" for finding in result.findings)
        if safe:
            targets = " ".join(result.targets)
            yield f"{safe:,} can be fixed safely", f"batten fix {clean(targets)}"
        if worst:
            rule = by_rule(result.findings)[0][0].rule.id
            yield "what a rule means", f"batten explain {rule}"
        if self.grouped:
            yield "every finding", "batten check -v"
        if result.suppressed and not self.options.verbose:
            count = phrases.number(len(result.suppressed), "finding")
            yield "suppressed", f"{count}, shown with -v"

    # Findings -------------------------------------------------------------------------------

    def _object(self, pile: Pile, reasons: dict[int, str] | None = None) -> Iterator[str]:
        """An object's title, then its findings, one line each."""
        home = self.result.places.of(phrases.whole(pile[0]))
        title = elide(clean(pile[0].object.title), self.columns - 2)
        yield from self._placed([title], clean(phrases.place(home)), 2, _BOLD)
        id_width = max(len(finding.rule.id) for finding in pile)
        for finding in pile:
            where = self.result.places.of(finding)
            yield from self._entry(
                severity_of(finding),
                pad(finding.rule.id, id_width),
                clean(finding.message),
                clean(_beside(where, home)),
            )
            if reasons:
                yield from self._indented(reasons[id(finding)], 14, _DIM)
            elif self.options.verbose and finding.remedy:
                yield from self._indented(finding.remedy, 14, _DIM)

    def _entry(self, severity: Severity, rule_id: str, message: str, where: str) -> Iterator[str]:
        head = f"    {pad(str(severity), _SEVERITY_WIDTH)}  {rule_id}  "
        room = self.columns - width(head)
        where = elide(where, room - 2)
        widest = max(map(width, message.split()), default=0)
        first_room = room - width(where) - 2 if where else room
        if max(widest, 24) > room or widest > first_room:
            first, others, indent = "", wrap(message, self.columns - 14), 14
        else:
            first, *others = wrap(message, room, first=first_room) or [""]
            indent = width(head)
        gap = " " * (self.columns - width(head) - width(first) - width(where))
        yield f"{self._painted(head, severity)}{first}{gap}{self._style(where, _DIM)}"
        yield from (f"{' ' * indent}{line}" for line in others)

    def _group(self, pile: Pile) -> Iterator[str]:
        """What one rule found at one severity: how often, in how much, and the first of it."""
        severity, first = severity_of(pile[0]), pile[0]
        where = clean(phrases.place(self.result.places.of(first)))
        left = f"{pad(str(severity), _SEVERITY_WIDTH)}  {first.rule.id}"
        left, right = apart(left, _spread(pile), self.columns - 2)
        yield f"  {self._painted(left, severity)}{right}"
        example = wrap(clean(first.message), self.columns - 12)
        yield from self._placed(example, where, 12)

    # Lines ----------------------------------------------------------------------------------

    def _heading(self, left: str, right: str, style: str = _BOLD) -> str:
        left, right = apart(left, right, self.columns)
        return self._style(left, style) + self._style(right, _BOLD)

    def _placed(self, lines: list[str], where: str, indent: int, style: str = "") -> Iterator[str]:
        """Some lines, with a place at the end of the last one or, if it is full, below."""
        room = self.columns - indent
        *above, last = lines or [""]
        if where and width(last) > room - 2 - min(width(where), _PLACE_WIDTH):
            above, last = lines, ""
        yield from (" " * indent + self._style(line, style) for line in above)
        left, right = apart(last, where, room)
        yield " " * indent + self._style(left, style) + self._style(right, _DIM)

    def _indented(self, text: str, indent: int, style: str = "") -> Iterator[str]:
        for line in wrap(clean(text), self.columns - indent):
            yield " " * indent + self._style(line, style)

    def _some(self, things: list[T]) -> list[T]:
        return things if self.options.verbose else things[:_MANY]

    def _more(self, count: int) -> Iterator[str]:
        if count > _MANY and not self.options.verbose:
            yield f"  and {count - _MANY:,} more, shown with -v"

    def _painted(self, text: str, severity: Severity) -> str:
        """The text, the severity's name at its start in the severity's colour."""
        name = str(severity)
        return text.replace(name, self._style(name, _STYLES[severity]), 1)

    def _style(self, text: str, style: str) -> str:
        if not (self.options.colour and style and text.strip()):
            return text
        return f"\x1b[{style}m{text}\x1b[0m"


def _beside(where: Place, home: Place) -> str:
    """A place as it is told below an object's title: only the line, where the file is the same."""
    if where.file != home.file:
        return phrases.place(where)
    return f":{where.line}" if where.line else ""


def _spread(pile: Pile) -> str:
    objects = objects_of(pile)
    text = phrases.number(len(objects), "object")
    if len(pile) != len(objects):
        text = f"{len(pile):,} in {text}"
    namespaces = {obj.namespace for obj in objects} - {""}
    if len(namespaces) < 2:
        return text
    return f"{text}, {phrases.number(len(namespaces), 'namespace')}"


def _worst_first(pile: Pile) -> str:
    """`2 critical and 5 more`."""
    severity = severity_of(pile[0])
    count = tally(pile)[severity]
    told = phrases.severities({severity: count})
    return f"{told} and {len(pile) - count} more" if count < len(pile) else told


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:,.0f} s"
