import json
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "knowledge_base", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_search_prints_one_json_object() -> None:
    result = run("search", "làm giấy khai sinh cần gì", "--json")
    document = json.loads(result.stdout)
    assert document["decision"] == "answer"
    assert document["results"][0]["code"] == "1.001193"
    assert set(document["results"][0]) == {"code", "name", "field", "score"}


def test_validate_ends_well_on_the_catalogue() -> None:
    result = run("validate")
    assert result.returncode == 0
    assert "0 faults" in result.stdout


def test_evaluate_prints_the_measures_by_style(tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text(
        '{"q": "đăng ký kết hôn cần gì", "codes": ["1.000894"], "style": "plain"}\n'
        '{"q": "giá vàng hôm nay", "codes": [], "style": "plain"}\n'
    )
    document = json.loads(run("evaluate", str(questions)).stdout)
    assert document["hit_at_1"] == {"all": 1.0, "plain": 1.0}
    assert document["false_answers"] == 0
    assert document["ms"]["p50"] > 0


def test_evaluate_aspects_prints_the_shares(tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"q": "mất tiền không", "aspects": ["fee"], "style": "plain"}\n')
    document = json.loads(run("evaluate-aspects", str(questions)).stdout)
    assert document["all_right"] == {"all": 1.0, "plain": 1.0}


def test_evaluate_marks_prints_the_share_of_syllables(tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"q": "đăng ký kết hôn", "codes": [], "style": "plain"}\n')
    document = json.loads(run("evaluate-marks", str(questions)).stdout)
    assert document["syllables"] == 4
    assert document["right"] == 1.0


def test_a_faulty_question_file_names_the_line(tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"q": "", "codes": []}\n')
    result = run("evaluate", str(questions))
    assert result.returncode == 1
    assert "line 1" in result.stderr


def test_a_missing_question_file_is_said(tmp_path: Path) -> None:
    result = run("evaluate", str(tmp_path / "none.jsonl"))
    assert result.returncode == 1
    assert "cannot be read" in result.stderr
