"""The commands ``python -m knowledge_base publish FILE`` and ``abolish CODE``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from knowledge_base.catalogue import Catalogue, load_catalogue
from knowledge_base.checks import check_catalogue
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.policy.service_groups import load_service_groups
from knowledge_base.publishing import abolish, publish_version
from knowledge_base.schema import Procedure
from knowledge_base.yaml_file import read_yaml


def add_publish(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds both commands to the command line."""
    publish = commands.add_parser("publish", help="make a record what counts from a day on")
    publish.add_argument("file", type=Path, help="the record, as YAML")
    publish.add_argument("--on", type=date.fromisoformat, required=True, help="first day")
    publish.set_defaults(run=run_publish)
    gone = commands.add_parser("abolish", help="say that a procedure is abolished from a day on")
    gone.add_argument("code")
    gone.add_argument("--on", type=date.fromisoformat, required=True, help="first day without it")
    gone.add_argument("--replaced-by", metavar="CODE", help="what takes its place")
    gone.set_defaults(run=run_abolish)


def run_publish(arguments: argparse.Namespace) -> int:
    """Publishes a record that has no fault among the others.

    Raises:
        KnowledgeBaseError: The record cannot be used, or the day does not fit.
    """
    new = read_yaml(arguments.file, Procedure)
    others = load_catalogue(arguments.catalogue)
    tried = Catalogue([*(item for item in others if item.code != new.code), new], "")
    groups = load_service_groups(arguments.ward)
    faults = [fault for fault in check_catalogue(tried, groups) if fault.file == new.code]
    if faults:
        raise KnowledgeBaseError(faults)
    path = publish_version(arguments.catalogue, new, arguments.on)
    sys.stdout.write(f"{path}: counts from {arguments.on}\n")
    return 0


def run_abolish(arguments: argparse.Namespace) -> int:
    """Publishes that a procedure is abolished.

    Raises:
        KnowledgeBaseError: The code, its replacement or the day does not fit.
    """
    path = abolish(arguments.catalogue, arguments.code, arguments.on, arguments.replaced_by)
    sys.stdout.write(f"{path}: abolished from {arguments.on}\n")
    return 0
