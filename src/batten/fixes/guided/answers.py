"""What a guided fix needs and no manifest tells: questions, and the answers to them.

Answers come from `fix:` of batten.yaml and from whoever was asked. A value that is neither given
nor told is never invented: the builder asks for it.

    result = build(finding, inventory, policy, answers)
    while isinstance(result, Question):
        answers = answers.told(result, ask(result))
        result = build(finding, inventory, policy, answers)
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

import msgspec

from batten.config.fixing import Fixing

Form = Literal["yes", "number", "text", "mapping"]
_YES = {"y": True, "yes": True, "true": True, "n": False, "no": False, "false": False}


class Question(msgspec.Struct, frozen=True):
    """A value that a fix cannot do without.

    :ivar key: where batten.yaml would say it, below `fix:`; the same for all that one answer
        settles.
    :ivar text: the question, for a person.
    :ivar default: what most would answer; None where nobody can say.
    :ivar form: "yes" (or no), "number", "text", or "mapping": keys and values, as in a manifest.
    """

    key: tuple[str, ...]
    text: str
    default: Any = None
    form: Form = "text"

    @property
    def where(self) -> str:
        """The key as a person would look for it: `fix.replicas["shop/web"]`."""
        head, *rest = self.key
        return f"fix.{head}" + "".join(f'["{step}"]' for step in rest)

    def read(self, written: str) -> Any:
        """The answer that somebody wrote. ValueError says what was expected."""
        text = written.strip()
        if not text and self.default is not None:
            return self.default
        match self.form:
            case "yes":
                if text.lower() not in _YES:
                    raise ValueError("expected yes or no")
                return _YES[text.lower()]
            case "number":
                if not text.lstrip("-").isdecimal():
                    raise ValueError("expected a whole number")
                return int(text)
            case "mapping":
                return _mapping(text)
        if not text:
            raise ValueError("expected a value")
        return text


def _mapping(text: str) -> dict[str, Any]:
    from batten.sources import yaml

    try:
        value = yaml.load(text).value
    except yaml.YamlError as error:
        raise ValueError(error.message) from None
    if not isinstance(value, dict) or not value:
        raise ValueError("expected keys and values, such as {httpGet: {path: /readyz, port: 8080}}")
    return value


class Answers:
    """What is known; never changed, only extended."""

    def __init__(
        self, settings: Fixing | None = None, told: Mapping[tuple[str, ...], Any] | None = None
    ) -> None:
        self.settings = settings or Fixing()
        self._told = dict(told or {})

    def told(self, question: Question, value: Any) -> Answers:
        """These answers and one more."""
        return Answers(self.settings, {**self._told, question.key: value})

    def find(self, section: str, subject: str, *way: str) -> Any | None:
        """The value for a subject, told or set; `way` leads into a value of several parts.

        `section` is the key in batten.yaml.
        """
        key = (section, subject, *way)
        if key in self._told:
            return self._told[key]
        value = self._set(section, subject)
        for step in way:
            value = value.get(step) if isinstance(value, dict) else None
        return value

    def _set(self, section: str, subject: str) -> Any | None:
        given: dict[str, Any] = getattr(self.settings, _FIELDS[section])
        if subject in given:
            return given[subject]
        return next((v for pattern, v in given.items() if fnmatchcase(subject, pattern)), None)

    def consents(self, rule: str) -> bool | None:
        """Whether the fixes of a rule are wanted; None: nobody said."""
        told = self._told.get(("consent", rule))
        if told is not None:
            return bool(told)
        listed = self.settings.consent
        return True if rule in listed or "*" in listed else None


_FIELDS = {field.encode_name: field.name for field in msgspec.structs.fields(Fixing)}
