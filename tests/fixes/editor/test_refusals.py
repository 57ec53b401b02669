"""What the editor leaves alone, and why it says so; and the rules about edits that meet."""

from __future__ import annotations

import pytest

from batten.fixes.editor import CannotEdit, edit
from batten.rules.finding import Edit

SHARED = """\
base: &base
  cpu: 1
  memory: 1Gi
copy: *base
merged:
  <<: *base
  cpu: 2
pods:
- &first {name: a}
- *first
tagged: !!str 12
"""


def refusal(text: str, change: Edit) -> CannotEdit:
    with pytest.raises(CannotEdit) as caught:
        edit(text, [change])
    return caught.value


@pytest.mark.parametrize(
    ("change", "line", "why"),
    [
        (Edit("set", ("base", "cpu"), 3), 1, "used elsewhere too, through the anchor &base"),
        (Edit("set", ("base",), 3), 1, "used elsewhere too, through the anchor &base"),
        (Edit("remove", ("base",)), 1, "holds the anchor &base, which is used elsewhere"),
        (Edit("set", ("copy", "cpu"), 3), 4, "alias of what stands elsewhere"),
        (Edit("set", ("copy",), 3), 4, "alias of what stands elsewhere"),
        (Edit("set", ("merged", "memory"), 3), 6, "comes through a merge key <<"),
        (Edit("remove", ("merged", "memory")), 6, "comes through a merge key <<"),
        (Edit("remove", ("merged", "cpu")), 7, "may come back through the merge key <<"),
        (Edit("set", ("pods", 0, "name"), "b"), 9, "through the anchor &first"),
        (Edit("remove", ("pods", 0)), 9, "holds the anchor &first"),
        (Edit("set", ("tagged",), "b"), 11, "has an explicit tag"),
        (Edit("set", ("tagged", "a"), "b"), 11, "the value '12' stands where the key \"a\""),
        (Edit("set", ("pods", "a"), "b"), 9, 'a list stands where the key "a"'),
        (Edit("set", ("merged", 0), "b"), 6, "a mapping stands where item 0"),
    ],
)
def test_shared_text_is_refused(change: Edit, line: int, why: str) -> None:
    refused = refusal(SHARED, change)
    assert why in refused.message
    assert refused.line == line


@pytest.mark.parametrize(
    "change",
    [
        Edit("remove", ("copy",)),
        Edit("set", ("merged", "cpu"), 3),
        Edit("set", ("merged", "disk"), "1Ti"),
        Edit("remove", ("pods", 1)),
        Edit("remove", ("tagged",)),
        Edit("set", ("pods", 2), {"name": "c"}),
    ],
)
def test_beside_shared_text_is_fine(change: Edit) -> None:
    assert edit(SHARED, [change]) != SHARED


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: [1\nb: 2\n", 2, "expected"),
        ("a: 1\n\tb: 2\n", 2, "tab"),
        ("a: 1\nb: {{ .Values.b }}\n", 2, "a Helm template"),
        ("a: 1\nb: {{ b }}\n", 2, "a list or mapping as a key"),
        ('a: 1\nb: "{{ .Values.b }}"\n', 2, "a Helm template"),
        ("a: 1\nb: 'x {{- include \"n\" . }}'\n", 2, "a Helm template"),
        ("b: 1\na: 2\na: 3\n", 3, "written twice"),
        ("? a\n: b\n", 1, 'a key written with "?"'),
        ("a: 1 # x\u2028b\n", 1, "unusual line break, U+2028"),
        ("a: 1\n# x\rb\n", 2, "unusual line break, U+000D"),
        ("- a\n", 1, 'a list stands where the key "a"'),
    ],
)
def test_odd_text_is_refused(text: str, line: int, why: str) -> None:
    refused = refusal(text, Edit("set", ("a",), "new"))
    assert why in refused.message
    assert refused.line == line


def test_templates_that_kubernetes_reads_as_text_are_edited() -> None:
    text = "a: 1\nexpr: '{{ $labels.pod }} and {{ template \"x\" . }}'\n"
    assert edit(text, [Edit("set", ("a",), 2)]) == text.replace("1", "2", 1)


def test_the_last_key_of_a_document_is_not_removed() -> None:
    assert "nothing of the document" in refusal("a: 1\n", Edit("remove", ("a",))).message


class TestEditsThatMeet:
    def test_the_later_counts(self) -> None:
        edits = [Edit("set", ("a",), 2), Edit("remove", ("b",)), Edit("set", ("b",), 3)]
        assert edit("a: 1\nb: 1\n", [*edits, Edit("set", ("a",), 4)]) == "a: 4\nb: 3\n"

    def test_an_edit_below_a_new_value_changes_the_new_value(self) -> None:
        edits = [Edit("set", ("b",), {"c": 1}), Edit("set", ("b", "d"), 2)]
        assert edit("a: 1\n", edits) == "a: 1\nb:\n  c: 1\n  d: 2\n"

    def test_an_edit_below_a_removed_value_makes_a_new_one(self) -> None:
        edits = [Edit("remove", ("b",)), Edit("set", ("b", "d"), 2)]
        assert edit("a: 1\nb:\n  c: 1\n", edits) == "a: 1\nb:\n  d: 2\n"

    def test_two_values_past_the_end_of_a_list_are_both_appended(self) -> None:
        edits = [Edit("set", ("a", 1), value) for value in ("k", "l", "k")]
        assert edit("a: [x]\n", edits) == "a: [x, k, l]\n"

    def test_parts_of_one_new_item_make_one_item(self) -> None:
        edits = [Edit("set", ("a", 0, key), key) for key in ("name", "value")]
        assert edit("a:\n", edits) == "a:\n  - name: name\n    value: value\n"

    def test_indexes_are_those_of_the_original_list(self) -> None:
        text = "a:\n- w\n- x # keep\n- y\n- z\n"
        edits = [Edit("remove", ("a", 0)), Edit("remove", ("a", 2)), Edit("set", ("a", 3), "zz")]
        assert edit(text, edits) == "a:\n- x # keep\n- zz\n"
