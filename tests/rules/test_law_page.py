"""The page of the law is up to date, and every screening rule has a test that names it."""

import ast

from content.lawbook import lawbook
from tests.rules import law_page


def test_the_page_is_what_the_law_book_and_the_tests_say() -> None:
    assert law_page.TARGET.read_text(encoding="utf-8") == law_page.render(), "python -m tests.rules.law_page"


def test_every_screening_rule_is_named_by_a_test() -> None:
    rules = {dated.id for dated in lawbook().tables["rule"]}

    assert rules - set(law_page.tests_of()) == set()


def test_every_file_of_rules_that_judges_names_its_basis() -> None:
    """Data, forms and names apart, a file with public functions says on which article it stands."""
    plain = {"__init__", "table", "basis", "lawrows", "result", "divisions", "case", "text", "evaluation_rows", "typed"}
    plain |= {"carton_lines", "district_map"}
    silent = [
        file.name
        for file in (law_page.ROOT / "rules").rglob("*.py")
        if file.stem not in plain and "names" not in file.parts and "BASIS" not in _assigned(file.read_text("utf-8"))
    ]

    assert silent == []


def _assigned(source: str) -> set[str]:
    found = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    return {target.id for node in found for target in node.targets if isinstance(target, ast.Name)}
