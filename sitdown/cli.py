"""The command line: `sitdown chat`, `serve`, `train`, `score`, `evaluate`, `check`, `history`, `export`, `forget`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sitdown import __version__
from sitdown.errors import SitdownError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; what went wrong is said in one message, never as a traceback."""
    parsed = build_parser().parse_args(arguments)
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # Rasa would send usage and crash reports
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    try:
        return int(parsed.run(parsed) or 0)
    except SitdownError as error:
        print(f"sitdown: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="sitdown", description="Rehearse the meeting you ask for after being turned down for a promotion. Everything stays on this machine."
    )
    parser.add_argument("--version", action="version", version=f"sitdown {__version__}")
    commands = parser.add_subparsers(metavar="command", required=True)

    chat = commands.add_parser("chat", help="rehearse in the terminal; reads one reply a line from a pipe")
    chat.add_argument("--persona", help="the manager: supportive, hostile ... (default: you are asked; from a pipe: supportive)")
    chat.add_argument("--scenario", help="the scenario: its name, or a file such as a meeting of your own that you exported")
    chat.add_argument("--name", help="your first name; the manager will use it")
    chat.add_argument(
        "--mode", choices=("practice", "dress_rehearsal"), help="practice: a scorecard after each reply; dress_rehearsal: nothing until the debrief"
    )
    chat.add_argument("--seed", type=int, help="a number that fixes the manager's choice of words")
    chat.add_argument("--new", action="store_true", help="don't offer to resume an unfinished meeting")
    chat.set_defaults(run=_chat)

    serve = commands.add_parser("serve", help="serve the rehearsal page, and POST /webhooks/rest/webhook for scripts")
    serve.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen on (default: 127.0.0.1, this machine only; 0.0.0.0: the whole network, without the route for scripts)",
    )
    serve.add_argument("--port", type=int, choices=range(1, 65536), metavar="1-65535", default=5005)
    serve.set_defaults(run=_serve)

    train = commands.add_parser("train", help="train the model if anything it depends on has changed")
    train.add_argument("--force", action="store_true", help="train in any case")
    train.set_defaults(run=_train)

    score = commands.add_parser("score", help="score replies given as JSON lines, without a meeting")
    score.add_argument(
        "file", nargs="?", default="-", help="JSON lines with id, manager, reply and optionally stage, scenario, persona (default: standard input)"
    )
    score.set_defaults(run=_score)

    evaluate = commands.add_parser("evaluate", help="measure understanding and scoring on the rated replies in tests/data/")
    evaluate.add_argument("--write", action="store_true", help="write the report to docs/evaluation.md")
    evaluate.add_argument("--guard", action="store_true", help="fail when a figure lies too far below the committed ones")
    evaluate.add_argument("--baseline", action="store_true", help="also train and measure Rasa's default pipeline (about fifteen minutes)")
    evaluate.set_defaults(run=_evaluate)

    history = commands.add_parser("history", help="your rehearsals over time")
    history.add_argument("--html", metavar="FILE", help="also write them with charts to a page")
    history.set_defaults(run=_history)

    export = commands.add_parser("export", help="write a rehearsal to files: page, text, data, dates for the calendar")
    export.add_argument("folder", nargs="?", default=".", help="where to (default: here)")
    export.add_argument("--rehearsal", type=int, metavar="N", help="its number in the history (default: the last)")
    export.add_argument("--format", action="append", choices=("html", "md", "json", "ics"), help="only this one; can be repeated (default: all)")
    export.add_argument("--meeting", metavar="FILE", help="instead write the meeting of your own, to be played again with `chat --scenario FILE`")
    export.set_defaults(run=_export)

    forget = commands.add_parser("forget", help="delete a rehearsal, or all, for good")
    forget.add_argument("--rehearsal", type=int, metavar="N", help="its number in the history (default: the last)")
    forget.add_argument("--all", action="store_true", help="all of them, and the log")
    forget.add_argument("--yes", action="store_true", help="don't ask")
    forget.set_defaults(run=_forget)

    simulated = commands.add_parser("simulate", help="play every scenario with every manager by simulated candidates; writes docs/simulation.md")
    simulated.set_defaults(run=_simulate)

    check = commands.add_parser("check", help="check rubric, personas and scenarios, and name every mistake")
    check.set_defaults(run=_check)
    return parser


def _chat(parsed: argparse.Namespace) -> int:
    from sitdown.channels.terminal import run_terminal

    scenario = parsed.scenario
    if scenario and scenario.endswith(".yml"):
        os.environ["SITDOWN_SCENARIOS"] = os.pathsep.join(filter(None, (os.environ.get("SITDOWN_SCENARIOS"), scenario)))
        scenario = Path(scenario).stem
    return run_terminal(persona=parsed.persona, scenario=scenario, seed=parsed.seed, always_new=parsed.new, name=parsed.name, mode=parsed.mode)


def _serve(parsed: argparse.Namespace) -> int:
    from sitdown.channels.server import run_server

    return run_server(host=parsed.host, port=parsed.port)


def _train(parsed: argparse.Namespace) -> int:
    from sitdown.channels.progress import train_with_progress
    from sitdown.training import forget_training

    if parsed.force:
        forget_training()
    train_with_progress()
    return 0


def _score(parsed: argparse.Namespace) -> int:
    from sitdown.batch_scoring import score_file

    return score_file(parsed.file)


def _evaluate(parsed: argparse.Namespace) -> int:
    from sitdown.evaluation import evaluate

    return evaluate(write=parsed.write, guard=parsed.guard, baseline=parsed.baseline)


def _history(parsed: argparse.Namespace) -> int:
    from sitdown.my_data import show_history

    return show_history(page=Path(parsed.html) if parsed.html else None)


def _export(parsed: argparse.Namespace) -> int:
    from sitdown.my_data import export_meeting, export_rehearsal

    if parsed.meeting:
        return export_meeting(Path(parsed.meeting), number=parsed.rehearsal)
    return export_rehearsal(Path(parsed.folder), number=parsed.rehearsal, formats=tuple(parsed.format or ()))


def _forget(parsed: argparse.Namespace) -> int:
    from sitdown.my_data import forget

    return forget(number=parsed.rehearsal, everything=parsed.all, is_sure=parsed.yes)


def _simulate(parsed: argparse.Namespace) -> int:
    from sitdown.channels.progress import progress
    from sitdown.simulation import simulate

    with progress("Playing 320 meetings", about_seconds=300):
        return simulate()


def _check(parsed: argparse.Namespace) -> int:
    from sitdown.project import project_content

    content = project_content()
    print(
        f"All in order: {len(content.personas)} personas, {len(content.scenarios)} scenarios, {sum(len(d.points) for d in content.rubric.dimensions)} checks."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
