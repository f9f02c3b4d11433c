"""Each kind of mistake in a rule file is told with its file, its line and a cure."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.extract.frames import rules
from pipelines.knowledge import KnowledgeError, Problem
from pipelines.rules_check import ROOT, check, checked

FRAMES = "pipelines/extract/frames.yaml"
LEXICON = "pipelines/extract/lexicon.yaml"
PREDICATES = "pipelines/extract/predicates.yaml"
QUANTITIES = "pipelines/extract/quantities.yaml"
TIMES = "pipelines/extract/times.yaml"
RECONCILE = "pipelines/reconcile/reconcile.yaml"
SENTENCES = "pipelines/segment/sentences.yaml"
GROUPS = "seeds/registry/groups.yaml"
PEOPLE = "seeds/registry/people.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of all rule files."""
    for file in [*(c.path for c in checked()), Path("seeds/registry/world.jsonl")]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    return tmp_path


def replace(path: Path, old: str, new: str) -> int:
    """Puts `new` in the place of the first `old`; the line where that is."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r} any more; choose another place to break"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_rule_files_are_sound_and_all_looked_at() -> None:
    assert check() == []
    files = {c.path.as_posix(): c for c in checked()}
    assert files[FRAMES].examples > 50 and files[TIMES].examples > 100 and files[QUANTITIES].examples > 80
    assert files[PREDICATES].examples == 0  # they explain, and are not run
    rules = [*ROOT.glob("pipelines/**/*.yaml"), *ROOT.glob("seeds/**/*.yaml")]
    assert files.keys() == {p.relative_to(ROOT).as_posix() for p in rules} - {"seeds/dataset.yaml"}


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        # shape and unknown keys
        (FRAMES, "    confidence: 0.93", "    certainty: 0.93", "frames.0.certainty is an unknown key; remove it"),
        (FRAMES, "confidence: 0.93", "confidence: 93", "less than or equal to 1"),
        (FRAMES, "voice: passive", "voice: pasive", "'pasive' is not known; use 'active' or 'passive'"),
        (FRAMES, "[signing, conclusion, adoption, exchange]", "signing", "must be a list; write [ ] around it"),
        (LEXICON, "say: [said, said]", "say: [said]", "irregular_verbs.say: ['said'] has too few entries"),
        (LEXICON, "modals: [will,", "modals: [1,", "modals.0: 1 must be a text; put quotation marks around it"),
        (QUANTITIES, "longest: 4", "longest: four", "counted.longest: 'four'"),
        (QUANTITIES, "gram: {words: [gram,", "gram: {wrds: [gram,", "unknown key"),
        (TIMES, "    case: title", "    case: Title", "'Title' is not known"),
        (PREDICATES, "domain: [event]", "domain: [evnt]", "'evnt' is not known; use country"),
        (GROUPS, "members: [", "membres: [", "is an unknown key"),
        # duplicate keys
        (TIMES, "  month_lower:", "  month:", "'month' is there twice; keep one of the two"),
        (PREDICATES, "held_on:\n", "held_at:\n", "'held_at' is there twice"),
        # unknown names
        (FRAMES, "predicate: hosted_by", "predicate: hostd_by", "'hostd_by' is not in predicates.yaml; add it there"),
        (FRAMES, "verbs: [represent]", "verbs: [frobnicate]", "'frobnicate' is not in verbs of lexicon.yaml; add it"),
        (FRAMES, "subject: patient agreement", "subject: pacient agreement", "'pacient' of 'pacient agreement' is no"),
        (FRAMES, "subject: patient agreement", "subject: patient agrement", "of 'patient agrement' is no kind"),
        (FRAMES, "verbs: [hold]}", "verbs: [sign]}", "'sign' of a fact is no verb of frame hold"),
        (FRAMES, "- id: sign\n", "- id: hold\n", "the id 'hold' is there twice"),
        (FRAMES, "action: [urge,", "action: [frobnicate,", "'frobnicate' is not in verbs of lexicon.yaml"),
        (TIMES, "    read: slash_day", "    read: slash_days", "slash_day: 'slash_days' is no reader; use "),
        (TIMES, 'pattern: "<frequency>"', 'pattern: "<frequence>"', "frequency uses <frequence>, which is neither"),
        (PEOPLE, "\nAF:\n", "\nZQ:\n", "'ZQ' is neither an ISO 3166-1 alpha-2 code"),
        # patterns
        (TIMES, 'pattern: "<frequency>"', 'pattern: "<frequency>+"', "frequency repeats without end; write {0,4}"),
        (TIMES, 'pattern: "<frequency>"', 'pattern: "(<day>?){0,9}"', "repeats a part that repeats or can be empty"),
        (TIMES, 'pattern: "<frequency>"', 'pattern: "((<day>,){0,9}-){0,9}"', "which can run away; unfold it"),
        (TIMES, 'pattern: "<frequency>"', 'pattern: "<day>)"', "closes a bracket that it does not open"),
        (SENTENCES, "reporting: [said,", 'reporting: ["(a+)+",', "'(a+)+' must be plain words, no pattern"),
        # examples
        (FRAMES, "signed_at Lima Accord Arica", "signed_at Lima Accord Iquique", "not give 'signed_at Lima Accord Iq"),
        (FRAMES, "Peru signed up for the marathon.", "Peru signed the Lima Accord.", "gives 'signed_by Lima Accord"),
        (TIMES, "value: 2022-06}", "value: 2022-07}", "does not give 2022-07; it gives ['2022-06']"),
        (TIMES, 'counter_example: "on weekdays"', 'counter_example: "on Tuesdays"', "'on Tuesdays' gives XXXX-WXX-2"),
        (QUANTITIES, "gives: 305 day", "gives: 306 day", "does not give '306 day'; it gives ['305 day']"),
        (QUANTITIES, "There were two real options.", "It cost two million real.", "gives '2000000 brazilian real'"),
        (RECONCILE, "first Reef Summit]", "second Reef Summit]", "are two by the rules"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_line_and_cure(project: Path, file: str, old: str, new: str, says: str) -> None:
    line = replace(project / file, old, new) + old.startswith("\n")
    found = check(project)
    assert [(p.path, p.line) for p in found if says in p.message] == [(project / file, line)], found


def test_all_mistakes_of_a_kind_are_told_at_once_in_order(project: Path) -> None:
    lines = [
        replace(project / FRAMES, "predicate: held_on", "predicate: heldon"),
        replace(project / FRAMES, "verbs: [represent]", "verbs: [represnt]"),
    ]
    assert [problem.line for problem in check(project)] == lines


def test_what_is_missing_has_the_line_of_its_rule(project: Path) -> None:
    line = replace(project / FRAMES, "  - id: represent\n", "  - id: represent\n    noun: [seat]\n")
    replace(project / FRAMES, "    verbs: [represent]\n", "")
    assert [p.line for p in check(project) if p.message.endswith("verbs is missing; add it")] == [line]


def test_no_yaml_is_told_with_its_line(project: Path) -> None:
    line = replace(project / LEXICON, "verbs: [sign,", "verbs: sign,")
    (problem,) = check(project)
    assert (problem.path.name, problem.line >= line) == ("lexicon.yaml", True)


def test_files_that_are_missing_or_unknown_are_told(project: Path) -> None:
    (project / SENTENCES).unlink()
    (project / "pipelines" / "extract" / "verbs.yaml").write_text("verbs: []")
    assert [(p.path.name, p.message.split(";")[0]) for p in check(project)] == [
        ("verbs.yaml", "is no file that the rules know"),
        ("sentences.yaml", "there is no such file"),
    ]


def test_frames_are_refused_when_they_are_loaded(project: Path) -> None:
    line = replace(project / FRAMES, "predicate: hosted_by", "predicate: hostd_by")
    with pytest.raises(KnowledgeError, match=f"frames.yaml, line {line}: 'hostd_by' is not in predicates.yaml"):
        rules(project / FRAMES)


def test_the_command_tells_what_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.rules_check.check", list)
    result = CliRunner(env={"COLUMNS": "120"}).invoke(app, ["rules", "check"])
    assert result.exit_code == 0
    assert "All rule files are sound." in result.stdout
    assert FRAMES in result.stdout and PEOPLE in result.stdout


def test_the_command_fails_with_every_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [Problem(ROOT / FRAMES, 12, "'x' is no role: use [agent]"), Problem(ROOT / TIMES, 7, "is odd")]
    monkeypatch.setattr("pipelines.rules_check.check", lambda: found)
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(app, ["rules", "check"])
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "2 problems in the rule files",
        f"  {FRAMES}, line 12: 'x' is no role: use [agent]",
        f"  {TIMES}, line 7: is odd",
    ]
