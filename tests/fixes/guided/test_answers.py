"""Where values come from, and that none is invented."""

from __future__ import annotations

from typing import Any

import pytest

from batten.config.fixing import Fixing
from batten.fixes.fix import Refused
from batten.fixes.guided import ADVICE, BUILDERS, Answers, Question, build
from batten.rules.catalogue import BY_ID, RULES
from batten.rules.finding import Fix
from tests.fixes.guided.lab import Lab
from tests.fixes.guided.test_property import FIXTURES

VALUES = (
    "cpu-request-missing", "hpa-max-gt-min", "image-mutable-tag", "ingress-tls", "job-ttl",
    "memory-request-missing", "quota-missing", "readiness-missing", "replicas-min", "run-as-root",
)  # fmt: skip


class TestTable:
    def test_every_rule_with_such_fixes_is_in_it(self) -> None:
        declared = {rule.id for rule in RULES if rule.fixable in ("guided", "creates")}
        assert declared <= BUILDERS.keys() | ADVICE.keys()

    def test_it_names_rules_once_and_no_others(self) -> None:
        assert BUILDERS.keys() | ADVICE.keys() <= BY_ID.keys()
        assert not BUILDERS.keys() & ADVICE.keys()

    @pytest.mark.parametrize("rule", ADVICE)
    def test_advice_comes_as_a_refusal(self, rule: str) -> None:
        for path in (FIXTURES / rule).glob("bad*.yaml"):
            lab = Lab(path.read_text())
            finding = next(f for f in lab.findings if f.rule.id == rule)
            made = build(finding, lab.inventory, lab.policy, Answers(Fixing(consent=["*"])))
            assert made == Refused(finding, ADVICE[rule])


@pytest.mark.parametrize("rule", VALUES)
def test_without_answers_nothing_is_invented(rule: str) -> None:
    """Consent alone gives no values."""
    questions = 0
    for path in (FIXTURES / rule).glob("bad*.yaml"):
        lab = Lab(path.read_text())
        for finding in lab.findings:
            if finding.rule.id == rule:
                made = build(finding, lab.inventory, lab.policy, Answers(Fixing(consent=["*"])))
                assert not isinstance(made, Fix), finding.message
                questions += isinstance(made, Question)
    assert questions


class TestAnswers:
    SETTINGS = Fixing(
        replicas={"shop/*": 3, "shop/web": 5, "*": 2},
        resources={"shop/web/app": {"requests": {"cpu": "250m"}}},
    )

    @pytest.mark.parametrize(
        ("subject", "value"), [("shop/web", 5), ("shop/api", 3), ("web", 2), ("other/web", 2)]
    )
    def test_an_exact_name_goes_before_patterns_and_the_first_pattern_holds(
        self, subject: str, value: int
    ) -> None:
        assert Answers(self.SETTINGS).find("replicas", subject) == value

    def test_a_way_leads_into_a_value(self) -> None:
        answers = Answers(self.SETTINGS)
        assert answers.find("resources", "shop/web/app", "requests", "cpu") == "250m"
        assert answers.find("resources", "shop/web/app", "limits", "cpu") is None

    def test_what_was_told_goes_before_what_is_set(self) -> None:
        question = Question(("replicas", "shop/web"), "How many?")
        before = Answers(self.SETTINGS)
        assert before.told(question, 9).find("replicas", "shop/web") == 9
        assert before.find("replicas", "shop/web") == 5

    def test_consent_is_by_rule(self) -> None:
        answers = Answers(Fixing(consent=["host-port"]))
        assert answers.consents("host-port") is True
        assert answers.consents("privileged") is None
        declined = answers.told(Question(("consent", "privileged"), ""), False)
        assert declined.consents("privileged") is False


class TestQuestion:
    def test_it_says_where_the_answer_may_stand(self) -> None:
        question = Question(("resources", "shop/web/app", "limits", "memory"), "")
        assert question.where == 'fix.resources["shop/web/app"]["limits"]["memory"]'

    @pytest.mark.parametrize(
        ("form", "written", "value"),
        [
            ("yes", "Y", True),
            ("yes", "no", False),
            ("number", " 12 ", 12),
            ("text", "512Mi", "512Mi"),
            ("mapping", "{tcpSocket: {port: 80}}", {"tcpSocket": {"port": 80}}),
        ],
    )
    def test_it_reads_an_answer(self, form: Any, written: str, value: object) -> None:
        assert Question(("x",), "", form=form).read(written) == value

    @pytest.mark.parametrize(
        ("form", "written"),
        [
            ("yes", "perhaps"),
            ("number", "many"),
            ("text", " "),
            ("mapping", "80"),
            ("mapping", "{"),
        ],
    )
    def test_it_refuses_what_is_none(self, form: Any, written: str) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            Question(("x",), "", form=form).read(written)

    def test_nothing_means_the_default(self) -> None:
        assert Question(("x",), "", default=3, form="number").read("") == 3
