"""Reader 3: answers a query from its plan - one statement a root field, bytes joined, no field resolved."""

from collections import Counter, OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema

from loaders.answer import Data
from loaders.changes import changes_after
from loaders.compile import Declined, Field, Shape, Shaper
from loaders.cost import COUNT
from loaders.feed import feed_shapes, feed_written
from loaders.operation import Question, misused
from loaders.page import ID, PageRequest, many_ids, number_of_people, page_request, people_of_page
from loaders.phrase import phrases_of
from loaders.plan import Prepared, prepared
from loaders.reading import Reading
from loaders.reads import Reads
from loaders.source import Plain, Root, source_of
from loaders.write import FIRST_DOCUMENT, PageRows, Row, Write, page_writer, plain, shapes_below
from permissions.errors import CodedError
from permissions.information import Information
from permissions.scope import people_with_ids

MOST_PLANS = 1_000


@dataclass
class Asked:
    """A root field of an operation: its shapes, how it is written, and its statements by the form of its page."""

    entry: Field
    shapes: tuple[Shape, ...]
    write: Write | None
    statements: dict[Hashable, Prepared] = field(default_factory=dict)
    counts: dict[Hashable, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def counted(self) -> bool:
        """Whether the number of all people was asked for: a statement of its own."""
        assert self.entry.shape is not None
        return any(below.python_name == "total_count" for below in self.entry.shape.fields)


@dataclass
class Plans:
    """The bounded store of plans, and what happened to the operations that asked for one."""

    kept: OrderedDict[Hashable, tuple[Asked, ...]] = field(default_factory=OrderedDict)
    counted: Counter[str] = field(default_factory=Counter)

    def get(self, key: Hashable) -> tuple[Asked, ...] | None:
        found = self.kept.get(key)
        self.counted["hit" if found else "miss"] += 1
        if found:
            self.kept.move_to_end(key)
        return found

    def keep(self, key: Hashable, plan: tuple[Asked, ...]) -> None:
        self.kept[key] = plan
        if len(self.kept) > MOST_PLANS:
            self.kept.popitem(last=False)


@dataclass
class Compiled:
    """Answers queries."""

    schema: GraphQLSchema
    reads: Reads
    plans: Plans = field(default_factory=Plans)

    def __post_init__(self) -> None:
        self.phrases = phrases_of(type(self.reads.dialect))

    def warm(self) -> None:
        """Compile every source of the schema, a second or two of work, before somebody asks for it."""
        for kind in self.schema.type_map.values():
            for definition in kind.fields.values() if isinstance(kind, GraphQLObjectType) else ():
                self.phrases.learn(source_of(definition))

    async def data(self, question: Question, reading: Reading) -> Data:
        """The data as JSON, and the errors of arguments.

        Raises:
            Declined: not a query this reader knows; for a query of people that is a fault.
        """
        parts: list[bytes] = []
        errors: list[GraphQLError] = []
        for asked in self._plan(question, reading):
            try:
                value = await self._value(asked, question, reading)
            except GraphQLError as error:
                errors.append(_located(error, asked.entry))
                if not asked.entry.optional:
                    return None, errors
                value = b"null"
            parts.append(orjson.dumps(asked.entry.key) + b":" + value)
        return b"{" + b",".join(parts) + b"}", errors

    def _plan(self, question: Question, reading: Reading) -> tuple[Asked, ...]:
        key = (question.plan_key, reading.grants)
        plan = self.plans.get(key)
        if plan is None:
            shaper = Shaper(self.schema, question.node, question.variables, reading.grants)
            plan = tuple(_asked(entry) for entry in shaper.operation(question.operation).fields)
            self.plans.keep(key, plan)
        return plan

    async def _value(self, asked: Asked, question: Question, reading: Reading) -> bytes:
        entry, variables = asked.entry, question.variables
        if entry.source is None:
            return orjson.dumps(entry.constant)
        arguments = entry.arguments(variables) if entry.arguments else {}
        match entry.source:
            case Plain() as source:
                return orjson.dumps(plain(await source.load(reading, arguments), entry.shape, variables))
            case Root.PAGE:
                request = page_request(arguments, reading.viewer.page_limit)
                return await self._page(asked, request, question, reading)
            case Root.ONE:
                found = await self._people(asked, [arguments["id"]], question, reading)
                return found[0]
            case Root.MANY:
                ids = many_ids(arguments["ids"], reading.viewer.page_limit)
                return b"[" + b",".join(await self._people(asked, ids, question, reading)) + b"]"
            case Root.CHANGES:
                assert entry.shape is not None
                page = await changes_after(reading, arguments)
                people = await self._rows(asked, page.shown, question, reading) if asked.shapes else {}
                return feed_written(page, entry.shape, people, question.variables)
        raise Declined(entry.coordinate)

    async def _page(self, asked: Asked, request: PageRequest, question: Question, reading: Reading) -> bytes:
        assert asked.write is not None
        binds = {**reading.binds, **request.binds(reading.binds["today"])}
        statement = asked.statements.get(request.form)
        if statement is None:
            people = people_of_page(request.form, reading.house.settings.in_charge)
            statement = asked.statements[request.form] = self._prepared(people, asked, reading)
        found = await self._run(statement, binds, question)
        rows = found[: request.size]
        statement.note(rows, reading)
        if not request.forward:
            rows = rows[::-1]
        total = await self._count(asked, request, binds) if asked.counted else None
        return asked.write(PageRows(rows, len(found) > request.size, request, total))

    async def _count(self, asked: Asked, request: PageRequest, binds: Mapping[str, Any]) -> int:
        if request.form not in asked.counts:
            asked.counts[request.form] = self.phrases.finished(self.phrases.text(number_of_people(request.form)))
        text, names = asked.counts[request.form]
        return int((await self.reads.run(text, names, binds, COUNT))[0][0])

    async def _people(self, asked: Asked, ids: Sequence[str], question: Question, reading: Reading) -> list[bytes]:
        if Information.LIST not in reading.grants.read:
            return [b"null"] * len(ids)
        found = await self._rows(asked, ids, question, reading)
        return [found[id_][FIRST_DOCUMENT] if id_ in found else b"null" for id_ in ids]

    async def _rows(
        self, asked: Asked, ids: Sequence[str], question: Question, reading: Reading
    ) -> Mapping[str, Sequence[Any]]:
        """The rows of these people by id, each with a document for every shape."""
        statement = asked.statements.get(None)
        if statement is None:
            people = people_with_ids(self.reads.dialect.ids(), reading.house.settings.in_charge)
            statement = asked.statements[None] = self._prepared(people, asked, reading)
        binds = {**reading.binds, "ids": [id_ for id_ in ids if ID.fullmatch(id_)]}
        rows = await self._run(statement, binds, question)
        statement.note(rows, reading)
        return {row[1]: row for row in rows}

    def _prepared(self, people: Any, asked: Asked, reading: Reading) -> Prepared:
        return prepared(self.phrases, reading.matrix, reading.grants, people, asked.shapes)

    async def _run(self, statement: Prepared, binds: Mapping[str, Any], question: Question) -> Sequence[Row]:
        own = {name: argument.value(question.variables, binds) for name, argument in statement.arguments.items()}
        return await self.reads.run(statement.text, statement.names, {**binds, **own}, question.cost)


def _asked(entry: Field) -> Asked:
    if entry.source is Root.PAGE and entry.shape is not None:
        return Asked(entry, shapes_below(entry.shape), page_writer(entry.shape))
    if entry.source is Root.CHANGES and entry.shape is not None:
        return Asked(entry, feed_shapes(entry.shape), None)
    shapes = (entry.shape,) if entry.shape is not None and isinstance(entry.source, Root) else ()
    return Asked(entry, shapes, None)


def _located(error: GraphQLError, entry: Field) -> GraphQLError:
    """The error of an argument at the field it belongs to."""
    if not isinstance(error, CodedError):
        return misused(GraphQLError("", path=[entry.key]))
    return GraphQLError(error.message, entry.node, path=[entry.key], extensions=error.extensions)
