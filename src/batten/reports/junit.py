"""JUnit XML: what GitLab, Jenkins, Azure DevOps and CircleCI show as a pipeline's tests.

A suite is a section and a test is an object, so that an object that is ready passes: then a merge
request shows what it broke and what it mended. A test fails if something at or above `--fail-on`
was found; what is milder, and what is suppressed, stands in its output. An input that could not be
read is an error of the suite "Inputs".
Valid against the schema of Jenkins' xUnit plugin (junit-10.xsd), which knows no file attribute:
files and lines stand in the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from batten.check.result import Result, Suppressed
from batten.errors import SourceError
from batten.model.objects.meta import Object
from batten.reports import phrases
from batten.reports.grouping import Pile, by_object, by_section, severity_of
from batten.reports.options import DEFAULT, Options
from batten.reports.plain import clean
from batten.rules.finding import Finding
from batten.rules.rule import Section

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;"})


def render(result: Result, options: Options = DEFAULT) -> Iterator[str]:
    """The document, a test at a time."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="batten check">\n'
    if result.errors:
        count = len(result.errors)
        yield _suite("Inputs", tests=count, failures=0, errors=count)
        yield from map(_unread, result.errors)
        yield "</testsuite>\n"
    writer = _Writer(result, options)
    for section, findings in by_section(result.findings).items():
        if result.scores.sections.get(section.id) is not None or findings:
            yield from writer.suite(section, findings)
    yield "</testsuites>\n"


class _Writer:
    def __init__(self, result: Result, options: Options) -> None:
        self.places = result.places
        self.fail_on = options.fail_on
        self.names = _names(result.inventory.objects)
        self.suppressed: dict[tuple[Section, int], list[Suppressed]] = defaultdict(list)
        for entry in result.suppressed:
            finding = entry.finding
            self.suppressed[finding.rule.section, id(finding.object)].append(entry)

    def suite(self, section: Section, findings: Pile) -> Iterator[str]:
        """A section: one test an object."""
        piles = {id(pile[0].object): pile for pile in by_object(findings)}
        failed = sum(bool(phrases.failing(pile, self.fail_on)) for pile in piles.values())
        yield _suite(section.value, tests=len(self.names), failures=failed, errors=0)
        for key, name in self.names.items():
            body = self._outcome(piles.get(key, []), self.suppressed.get((section, key), []))
            test = f'<testcase classname="{section.value}" name="{name}"'
            yield f"{test}>{body}</testcase>\n" if body else f"{test}/>\n"
        yield "</testsuite>\n"

    def _outcome(self, pile: Pile, suppressed: list[Suppressed]) -> str:
        failures = phrases.failing(pile, self.fail_on)
        milder = [self._told(finding) for finding in pile[len(failures) :]]
        milder += [
            f"{clean(phrases.suppressed_by(entry))}: {self._told(entry.finding)}"
            for entry in suppressed
        ]
        told = ""
        if failures:
            message = _headline(failures)
            told += f'<failure type="{severity_of(failures[0])}" message="{message}">'
            told += "\n".join(map(self._told, failures)).translate(_TEXT) + "</failure>"
        if milder:
            told += "<system-out>" + "\n".join(milder).translate(_TEXT) + "</system-out>"
        return told

    def _told(self, finding: Finding) -> str:
        where = phrases.place(self.places.of(finding))
        head = f"{severity_of(finding)} {finding.rule.id}: {finding.message}"
        return clean(f"{head} ({where})" if where else head)


def _headline(failures: Pile) -> str:
    """The worst failure, and how many more there are: what a list of tests shows."""
    worst = f"{failures[0].rule.id}: {failures[0].message}"
    return _quoted(f"{worst} (and {len(failures) - 1} more)" if failures[1:] else worst)


def _unread(error: SourceError) -> str:
    name = _quoted(phrases.error_place(error) or "input")
    hint = clean(error.hint).translate(_TEXT)
    told = f'<error type="unreadable" message="{_quoted(error.message)}">{hint}</error>'
    return f'<testcase classname="Inputs" name="{name}">{told}</testcase>\n'


def _suite(name: str, *, tests: int, failures: int, errors: int) -> str:
    counts = f'tests="{tests}" failures="{failures}" errors="{errors}"'
    return f'<testsuite name="{name}" {counts}>\n'


def _names(objects: Iterable[Object]) -> dict[int, str]:
    """A name for each object's test, quoted; objects of one name are told apart by their files."""
    objects = list(objects)
    taken = Counter(obj.title for obj in objects)
    names = {}
    for obj in objects:
        name = obj.title
        if taken[name] > 1:
            name += f" ({phrases.file_name(obj.source.file)}:{obj.source.line})"
        names[id(obj)] = _quoted(name)
    return names


def _quoted(text: str) -> str:
    """The text as the value of an attribute."""
    return clean(text).translate(_ATTRIBUTE)
