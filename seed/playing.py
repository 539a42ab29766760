"""python -m seed world: plays the systems around a running demo, scene after scene, so that each can be watched.

The municipality renews a certificate (S35), moves an application (S45), brings its papers (S36) and a consent (S69),
answers filings and invoices (S63, S74), confirms opinions; LIFE sends a month; the billing system a claim. HTTP alone,
as those would.
"""

import asyncio
import datetime
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import text

from models.database import DatabaseError, open_database
from models.row import JST
from models.settings import ROOT, Settings
from seed import pdf

MUNICIPALITY, LIFE, BILLING = "municipal-system", "life-system", "billing-system"
ICHIRO, TSURUKO, INSURER, OFFICE = "1200000110", "1234567890", "123456", "4400000011"
DAY = datetime.timedelta(days=1)
FED = "... on CareFed { changed } ... on Refused { errors { message } }"


@dataclass
class World:
    """The systems, and the service they speak to."""

    http: httpx2.Client
    today: datetime.date
    _tokens: dict[str, str] = field(default_factory=dict)

    def day(self, days: int = 0) -> str:
        """So many days from today, as the service's clock has it."""
        return (self.today + days * DAY).isoformat()

    def ask(self, by: str, query: str, **variables: Any) -> Any:
        """The data of an operation.

        Raises:
            DatabaseError: the service says no.
        """
        asked = {"query": query, "variables": variables}
        answer = self.http.post("/graphql", json=asked, headers=self._signed_in(by)).json()
        if answer.get("errors"):
            raise DatabaseError("; ".join(error["message"] for error in answer["errors"]))
        return answer["data"]

    def act(self, by: str, mutation: str, shown: str, **given: Any) -> Any:
        """Do an action, and give its outcome: what it says, or everything it refuses."""
        name = mutation[0].upper() + mutation[1:]
        query = f"mutation Act($input: {name}Input!) {{ {mutation}(input: $input) {{ {shown} }} }}"
        return self.ask(by, query, input={"idempotencyKey": secrets.token_hex(16), **given})[mutation]

    def bring(self, by: str, content: bytes) -> str:
        """The handle of a PDF that was sent."""
        headers = {**self._signed_in(by), "Content-Type": "application/pdf"}
        answer = self.http.post("/uploads", content=content, headers=headers)
        return str(answer.json()["handle"])

    def _signed_in(self, by: str) -> dict[str, str]:
        if by not in self._tokens:
            self._tokens[by] = _token(by)
        return {"Authorization": f"Bearer {self._tokens[by]}"}


def play(settings: Settings, server: str, pause: float) -> None:
    """Play all scenes against a server over this demo's database, and say each in a line.

    Raises:
        DatabaseError: it is no demo, or the service says no. httpx2.TransportError: nobody serves there.
    """
    with httpx2.Client(base_url=server, timeout=30) as http:
        http.get("/livez")  # before anybody gets a token in this database
        world = World(http, asyncio.run(_today(settings.database_url)))
        for scene in SCENES:
            for line in scene(world):
                print(line, flush=True)
                time.sleep(pause)


def _token(user: str) -> str:
    ran = subprocess.run(  # noqa: S603 - our own command, with a name of ours
        [sys.executable, "-m", "graph", "token", user], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise DatabaseError(ran.stderr.strip())
    return ran.stdout.strip()


async def _today(url: str) -> datetime.date:
    """The day of the demo's clock."""
    engine = open_database(url)
    try:
        async with engine.connect() as connection:
            offset = (await connection.execute(text("SELECT clock_offset FROM installation"))).scalar_one()
    finally:
        await engine.dispose()
    return (datetime.datetime.now(JST) + datetime.timedelta(seconds=offset)).date()


def _said(outcome: dict[str, Any], done: str) -> str:
    faults = outcome.get("errors")
    return "断られました: " + " ".join(fault["message"] for fault in faults) if faults else done


def _certificate(world: World) -> Iterator[str]:
    reduction = {"issuedOn": world.day(), "benefitRate": 95, "effectiveOn": world.day(), "validUntil": world.day(200)}
    fed = world.act(MUNICIPALITY, "feedCertificate", FED, insuredNumber=ICHIRO, certificate={"reduction": reduction})
    yield _said(fed, f"市町村: {ICHIRO} の利用者負担額減額・免除認定証を交付しました（証明書タブ、S35）")


def _progress(world: World) -> Iterator[str]:
    shown = "... on ProgressFed { progress { changed } } ... on Refused { errors { message } }"
    begun = {"appliedOn": world.day(-10), "applicationKind": "CHANGE", "status": "ACCEPTED"}
    waiting = {"surveyStatus": "NOT_STARTED", "opinionStatus": "NOT_STARTED", "boardStatus": "NOT_STARTED"}
    surveyed = {"surveyStatus": "DONE", "surveyObtainedOn": world.day()}
    steps = [("申請を受け付けました", {}), ("認定調査票が届きました", {**surveyed, "status": "SURVEYING"})]
    for words, step in steps:
        progress = {**begun, **waiting, **step}
        fed = world.act(MUNICIPALITY, "feedProgress", shown, insuredNumber=TSURUKO, progress=progress)
        yield _said(fed, f"市町村: {TSURUKO} の{words}（認定審査会進捗タブ、S45）")


def _papers(world: World) -> Iterator[str]:
    """The survey as PDF, and of the opinion on paper what was typed in."""
    of = {"insuredNumber": TSURUKO, "appliedOn": world.day(-10), "applicationKind": "CHANGE"}
    survey = {"survey": {"conductedOn": world.day()}, "upload": world.bring(MUNICIPALITY, pdf.SURVEY.content)}
    opinion = {"writtenOn": world.day(-2), "receivedOn": world.day(), "shared": True, "remarks": "転倒に注意する。"}
    for mutation, paper, words in (
        ("feedSurvey", survey, "認定調査票のPDF"),
        ("feedOpinionPaper", {"opinion": opinion}, "紙の主治医意見書"),
    ):
        fed = world.act(MUNICIPALITY, mutation, FED, **of, **paper)
        yield _said(fed, f"市町村: {TSURUKO} の{words}が届きました（認定情報タブ、S36）")


def _consent(world: World) -> Iterator[str]:
    shown = "... on ConsentFed { counts } ... on Refused { errors { message } }"
    fed = world.act(MUNICIPALITY, "feedConsent", shown, insuredNumber=TSURUKO, status="GIVEN", statedOn=world.day())
    yield _said(fed, f"市町村: {TSURUKO} の同意が届きました（同意タブ、S69）")


def _filings(world: World) -> Iterator[str]:
    waiting = world.ask(MUNICIPALITY, "{ filings(status: SUBMITTED) { id kindLabel office { name } } }")["filings"]
    shown = "... on FilingAnswered { status } ... on Refused { errors { message } }"
    for filing in waiting:
        answered = world.act(MUNICIPALITY, "answerFiling", shown, id=filing["id"], accepted=True)
        yield _said(answered, f"市町村: {filing['office']['name']}の{filing['kindLabel']}を受理しました（S63）")


def _opinions(world: World) -> Iterator[str]:
    query = "{ opinionsReceived(confirmed: false) { edges { node { id latest identifiedNumber person { name } } } } }"
    shown = "... on OpinionConfirmed { id } ... on Refused { errors { message } }"
    for edge in world.ask(MUNICIPALITY, query)["opinionsReceived"]["edges"]:
        opinion = edge["node"]
        if opinion["latest"] and opinion["identifiedNumber"]:
            confirmed = world.act(MUNICIPALITY, "confirmOpinion", shown, id=opinion["id"])
            yield _said(confirmed, f"市町村: {opinion['person']['name']}さんの主治医意見書を確認しました（S73）")


def _invoices(world: World) -> Iterator[str]:
    query = "{ invoicesReceived(status: SENT) { edges { node { id officeName } } } }"
    shown = "... on InvoiceAnswered { status } ... on Refused { errors { message } }"
    for edge in world.ask(MUNICIPALITY, query)["invoicesReceived"]["edges"]:
        answered = world.act(MUNICIPALITY, "answerInvoice", shown, id=edge["node"]["id"], accepted=True)
        yield _said(answered, f"市町村: {edge['node']['officeName']}の請求書を受理しました（S74）")


def _life(world: World) -> Iterator[str]:
    shown = "... on LifeFed { kept } ... on Refused { errors { message } }"
    whose = {"insurerNumber": INSURER, "insuredNumber": ICHIRO, "month": world.day()[:7], "registeredOn": world.day()}
    fed = world.act(LIFE, "feedLife", shown, records=[{**whose, "disabilityAutonomy": "B1"}])
    yield _said(fed, f"LIFE: {ICHIRO} の{world.day()[:7]}の記録が届きました（照会用LIFE情報タブ、S37）")


def _claims(world: World) -> Iterator[str]:
    shown = "... on Fed { key } ... on Refused { errors { message } }"
    people = [{"insurerNumber": INSURER, "insuredNumber": TSURUKO}]
    fed = world.act(BILLING, "feedClaims", shown, officeNumber=OFFICE, month=world.day()[:7], people=people)
    yield _said(fed, f"電子請求受付システム: {TSURUKO} のレセプトが届き、閲覧有効期限が延びました")


SCENES: tuple[Callable[[World], Iterator[str]], ...] = (
    _certificate,
    _progress,
    _papers,
    _consent,
    _filings,
    _opinions,
    _invoices,
    _life,
    _claims,
)
