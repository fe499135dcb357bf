"""Command line of the knowledge base: ``python -m knowledge_base --help``."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from knowledge_base.catalogue import FOLDER, load_catalogue
from knowledge_base.checks import check_catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.evaluation.aspects import AspectQuestion, read_aspects, summarise_aspects
from knowledge_base.evaluation.baselines import compare
from knowledge_base.evaluation.marks import measure_restorer
from knowledge_base.evaluation.metrics import judge, summarise
from knowledge_base.evaluation.questions import read_lines, read_questions
from knowledge_base.exports.command import add_export
from knowledge_base.imports.command import add_import
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.search.engine import Search, open_search
from knowledge_base.versions_command import add_publish


def _open(arguments: argparse.Namespace) -> Search:
    """Opens the search, with a progress bar while texts are encoded."""
    with tqdm(desc="encoding texts", unit="text", file=sys.stderr, delay=1.0) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return open_search(arguments.index, arguments.catalogue, arguments.ward, progress=progress)


def _search(arguments: argparse.Namespace) -> int:
    outcome = _open(arguments).search(arguments.query, arguments.limit)
    results: list[dict[str, Any]] = []
    for found in outcome.results:
        result: dict[str, Any] = {
            "code": found.procedure.code,
            "name": found.procedure.name,
            "field": found.procedure.field,
            "score": round(found.score, 4),
        }
        if arguments.explain:
            result["probability"] = round(found.probability, 4)
            result["matched"] = found.matched
            result["reasons"] = {name: round(value, 3) for name, value in found.reasons.items()}
        results.append(result)
    document: dict[str, Any] = {
        "query": arguments.query,
        "decision": outcome.decision,
        "results": results,
        "options": [procedure.code for procedure in outcome.options],
        "took_ms": outcome.took_ms,
    }
    if arguments.explain and outcome.evidence:
        document["evidence"] = asdict(outcome.evidence)
    if arguments.json:
        print(json.dumps(document, ensure_ascii=False))
    else:
        _print_results(document)
    return 0


def _print_results(document: dict[str, Any]) -> None:
    print(document["decision"])
    for name, value in document.get("evidence", {}).items():
        print(f"{'':9}{name:>12} {value:7.3f}")
    for result in document["results"]:
        print(f"{result['score']:7.3f}  {result['code']}  {result['name']}")
        if "reasons" in result:
            print(f"{'':9}probability {result['probability']:.3f}; like: {result['matched']}")
            for name, value in result["reasons"].items():
                print(f"{'':9}{name:>12} {value:+7.3f}")


def _validate(arguments: argparse.Namespace) -> int:
    catalogue = load_catalogue(arguments.catalogue)
    faults = check_catalogue(catalogue, load_service_groups(arguments.ward))
    for fault in faults:
        print(fault)
    print(f"{len(catalogue)} procedures, {len(faults)} faults")
    return 1 if faults else 0


def _index(arguments: argparse.Namespace) -> int:
    search = _open(arguments)
    print(f"index of {len(search.catalogue)} procedures is up to date in {arguments.index}")
    return 0


def _evaluate(arguments: argparse.Namespace) -> int:
    search, questions = _open(arguments), read_questions(arguments.file)
    judged = judge(search, questions)
    figures = summarise(judged)
    if arguments.baselines:
        figures["baselines"] = compare(search, questions)
    print(json.dumps(figures, ensure_ascii=False, indent=None if arguments.json else 2))
    if arguments.misses:
        for item in judged:
            if item.rank != 1 and item.question.codes:
                found = item.outcome.results[0].procedure.code if item.outcome.results else "-"
                print(f"{item.question.q}\t{item.question.codes}\t{found}", file=sys.stderr)
    return 0


def _evaluate_aspects(arguments: argparse.Namespace) -> int:
    questions = read_lines(arguments.file, AspectQuestion)
    read = read_aspects(_open(arguments).aspects_of, questions)
    print(json.dumps(summarise_aspects(read), ensure_ascii=False, indent=2))
    if arguments.misses:
        for item in read:
            if not (item.all_right and item.first_right):
                print(f"{item.question.q}\t{item.question.aspects}\t{item.read}", file=sys.stderr)
    return 0


def _evaluate_marks(arguments: argparse.Namespace) -> int:
    texts = [
        question.q
        for file in arguments.files
        for question in read_questions(file)
        if question.style in ("plain", "situation")  # the others do not carry all their marks
    ]
    figures = measure_restorer(_open(arguments).restorer, texts)
    print(json.dumps(figures, ensure_ascii=False, indent=2))
    return 0


def _fit(arguments: argparse.Namespace) -> int:
    from knowledge_base.evaluation.fitting import fit  # needs scikit-learn

    questions = [question for file in arguments.files for question in read_questions(file)]
    for name, fitted in fit(_open(arguments), questions).items():
        print(f"{name}: {json.dumps(fitted)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description=__doc__)
    parser.add_argument("--catalogue", type=Path, default=FOLDER, help="folder of the records")
    parser.add_argument("--index", type=Path, default=Path("var/index"), help="built index")
    parser.add_argument("--ward", type=Path, help="folder of the ward's own policy files")
    parser.add_argument("--encoder", help="folder of another sentence encoder")
    commands = parser.add_subparsers(dest="command", required=True)
    search = commands.add_parser("search", help="find procedures from everyday words")
    search.add_argument("query")
    search.add_argument("--limit", type=int, default=5)
    search.add_argument("--json", action="store_true")
    search.add_argument("--explain", action="store_true", help="why each result stands there")
    search.set_defaults(run=_search)
    validate = commands.add_parser("validate", help="find every fault of the catalogue")
    validate.set_defaults(run=_validate)
    index = commands.add_parser("index", help="build what search needs")
    index.set_defaults(run=_index)
    evaluate = commands.add_parser("evaluate", help="measure the search on a question set")
    evaluate.add_argument("file", type=Path)
    evaluate.add_argument("--json", action="store_true", help="on one line")
    evaluate.add_argument("--baselines", action="store_true", help="compare simpler rankings")
    evaluate.add_argument("--misses", action="store_true", help="list wrong ones on stderr")
    evaluate.set_defaults(run=_evaluate)
    aspects = commands.add_parser("evaluate-aspects", help="measure how aspects are read")
    aspects.add_argument("file", type=Path)
    aspects.add_argument("--misses", action="store_true", help="list wrong ones on stderr")
    aspects.set_defaults(run=_evaluate_aspects)
    marks = commands.add_parser("evaluate-marks", help="measure how diacritics are restored")
    marks.add_argument("files", type=Path, nargs="+")
    marks.set_defaults(run=_evaluate_marks)
    fit = commands.add_parser("fit", help="fit ranker and decision on development questions")
    fit.add_argument("files", type=Path, nargs="+")
    fit.set_defaults(run=_fit)
    add_import(commands)
    add_export(commands)
    add_publish(commands)
    return parser


def main() -> int:
    """Runs a command; 1 for faults in the data, 2 for wrong use."""
    arguments = _parser().parse_args()
    try:
        code: int = arguments.run(arguments)
    except KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
