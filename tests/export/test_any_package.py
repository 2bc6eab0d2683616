"""Whatever cards come home: one package, of every file an account, and nothing changes the second time."""

from __future__ import annotations

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import camtrap_dp_schemas as schemas
from homecomings import homecomings, lay
from hypothesis import HealthCheck, assume, given, settings

from trapd.core.errors import TrapdError
from trapd.export import account
from trapd.export.camtrap_dp import checks
from trapd.export.camtrap_dp.form import CamtrapDp
from trapd.export.copying import Copying
from trapd.export.package import Package
from trapd.survey.gather import Survey, gather
from trapd.survey.plan import Contributor, Project, SurveyPlan

PLAN = SurveyPlan(
    title="By chance", contributor=(Contributor(title="Nobody"),), project=Project(sampling_design="targeted")
)


def export(survey: Survey, out: Path, created: str) -> list[str]:
    """What is not in order with the tables."""
    form, package = CamtrapDp(survey, created), Package(out)
    done = list(Copying(package, link=False).run(form.copies()))
    deviant = {one.copy.to: one.row for one in done if one.row.why}
    told = list(form.tell(package, {one.copy.to for one in done if not one.there}))
    account.write(package, account.rows(survey.account, form, deviant))
    package.close(whole=True)
    return told


def whole(out: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def anything(cards, look) -> None:
    with TemporaryDirectory() as name:
        roots, out = lay(Path(name) / "cards", cards), Path(name) / "out"
        survey = gather(roots, PLAN)
        try:
            told = export(survey, out, "2026-11-23T00:00:00Z")
        except TrapdError:
            assume(False)  # no deployment has a place
        look(roots, survey, out, told)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(homecomings)
def test_every_file_is_accounted_for_and_nothing_changes_again(cards):
    def look(roots, survey, out, told):
        assert all("nobody knows where it was" in line for line in told)
        with (out / "account.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        stand = {str(path) for root in roots for path in root.rglob("*") if path.is_file()}
        accounted = [str(Path(row["card"], row["file"])) for row in rows]
        assert len(accounted) == len(set(accounted))
        assert stand <= set(accounted)
        exported = {row["to"] for row in rows if row["fate"] == "exported"}
        assert exported == {str(path.relative_to(out)) for path in (out / "media").rglob("*.*")}
        before = whole(out)
        assert export(gather(list(reversed(roots)), PLAN), out, "2030-01-01T00:00:00Z") == told
        assert whole(out) == before
        assert list(checks.package(out)) == []

    anything(cards, look)


@schemas.needed
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(homecomings)
def test_the_package_is_valid(cards):
    def look(roots, survey, out, told):
        assert schemas.errors(out) == []

    anything(cards, look)
