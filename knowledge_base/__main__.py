"""Command line of the knowledge base: ``python -m knowledge_base --help``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tqdm import tqdm

from knowledge_base.catalogue import FOLDER, load_catalogue
from knowledge_base.checks import check_catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.evaluation.metrics import judge, summarise
from knowledge_base.evaluation.questions import read_questions
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.search.engine import Search, open_search


def _open(arguments: argparse.Namespace) -> Search:
    """Opens the search, with a progress bar while texts are encoded."""
    with tqdm(desc="encoding texts", unit="text", file=sys.stderr, delay=1.0) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return open_search(arguments.index, arguments.catalogue, arguments.ward, progress)


def _search(arguments: argparse.Namespace) -> int:
    outcome = _open(arguments).search(arguments.query, arguments.limit)
    results = [
        {
            "code": result.procedure.code,
            "name": result.procedure.name,
            "field": result.procedure.field,
            "score": round(result.score, 4),
        }
        for result in outcome.results
    ]
    if arguments.json:
        document = {
            "query": arguments.query,
            "decision": outcome.decision,
            "results": results,
            "options": [procedure.code for procedure in outcome.options],
            "took_ms": outcome.took_ms,
        }
        print(json.dumps(document, ensure_ascii=False))
    else:
        print(outcome.decision)
        for result in results:
            print(f"{result['score']:7.3f}  {result['code']}  {result['name']}")
    return 0


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
    judged = judge(_open(arguments), read_questions(arguments.file))
    print(json.dumps(summarise(judged), ensure_ascii=False, indent=None if arguments.json else 2))
    if arguments.misses:
        for item in judged:
            if item.rank != 1 and item.question.codes:
                found = item.outcome.results[0].procedure.code if item.outcome.results else "-"
                print(f"{item.question.q}\t{item.question.codes}\t{found}", file=sys.stderr)
    return 0


def _calibrate(arguments: argparse.Namespace) -> int:
    from knowledge_base.evaluation.calibration import calibrate  # needs scikit-learn

    questions = [question for file in arguments.files for question in read_questions(file)]
    for name, model in calibrate(judge(_open(arguments), questions)).items():
        print(f"{name}: {json.dumps(model)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m knowledge_base", description=__doc__)
    parser.add_argument("--catalogue", type=Path, default=FOLDER, help="folder of the records")
    parser.add_argument("--index", type=Path, default=Path("var/index"), help="built index")
    parser.add_argument("--ward", type=Path, help="folder of the ward's own policy files")
    commands = parser.add_subparsers(dest="command", required=True)
    search = commands.add_parser("search", help="find procedures from everyday words")
    search.add_argument("query")
    search.add_argument("--limit", type=int, default=5)
    search.add_argument("--json", action="store_true")
    search.set_defaults(run=_search)
    validate = commands.add_parser("validate", help="find every fault of the catalogue")
    validate.set_defaults(run=_validate)
    index = commands.add_parser("index", help="build what search needs")
    index.set_defaults(run=_index)
    evaluate = commands.add_parser("evaluate", help="measure the search on a question set")
    evaluate.add_argument("file", type=Path)
    evaluate.add_argument("--json", action="store_true", help="on one line")
    evaluate.add_argument("--misses", action="store_true", help="list wrong ones on stderr")
    evaluate.set_defaults(run=_evaluate)
    calibrate = commands.add_parser("calibrate", help="fit the decision on question sets")
    calibrate.add_argument("files", type=Path, nargs="+")
    calibrate.set_defaults(run=_calibrate)
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
