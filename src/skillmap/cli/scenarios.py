"""``policy test``: cases in plain words that a policy must answer as expected."""

from __future__ import annotations

from pathlib import Path

import click

from skillmap.cli.show import NOTHING_FOUND, as_json, json_option, say
from skillmap.errors import PolicyError


@click.command("test")
@click.argument("policies", nargs=-1)
@click.option(
    "--scenarios",
    type=click.Path(path_type=Path),
    help="File of scenarios; the one beside the policy, NAME.scenarios.toml, if left out.",
)
@json_option
def scenarios_of(policies: tuple[str, ...], scenarios: Path | None, json: bool) -> None:
    """Run the scenarios of POLICIES: names of shipped ones or TOML files; all shipped ones if none is named.

    A scenario says in TOML what an applicant brings, what it covers and what is expected of the policy; the
    one of the example policy is annotated. Exit code 1 when one comes out otherwise.
    """
    from skillmap.recognition import (
        ScenarioResult,
        list_policies,
        load_policy,
        policy_file,
        read_scenarios,
        run_scenarios,
        scenario_file,
    )

    found: list[tuple[str, ScenarioResult]] = []
    for name in policies or list_policies():
        policy = load_policy(name)
        own = policy_file(name)
        file = scenarios or scenario_file(own)
        if not file.is_file():
            raise PolicyError(f"{own.name}: no scenarios; expected a file {file.name} beside it")
        found += [(policy.name, result) for result in run_scenarios(policy, read_scenarios(file))]
    failed = [(name, result) for name, result in found if not result.passed]
    if json:
        as_json([{"policy": name, "title": r.title, "failures": r.failures} for name, r in found])
    else:
        for name, result in failed:
            say(f"{name}: {result.title}: FAILED")
            for failure in result.failures:
                say(f"  {failure}")
        passed = len(found) - len(failed)
        say(f"{passed} scenarios passed" + (f", {len(failed)} failed" if failed else ""))
    if failed:
        raise click.exceptions.Exit(NOTHING_FOUND)
