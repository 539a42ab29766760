"""Which document a request runs, and whether it may run at all: by who asks, how it was sent, and what was approved."""

from collections.abc import Set
from dataclasses import dataclass, field

from graphql import DocumentNode, FieldNode, OperationDefinitionNode, OperationType

from graph.http.body import GraphQLRequest
from graph.http.persisted import PersistedDocuments
from loaders.operation import Document, Documents, hash_of
from loaders.partner import ApprovedOperations
from loaders.reading import Reading
from models.settings import Settings
from permissions.errors import OperationNotApproved, OperationNotTrusted, PasswordChangeRequired, Unauthenticated
from permissions.partner import is_partner
from permissions.request_errors import GetRefused, PersistedQueryNotFound
from permissions.viewer import Viewer

BEFORE_SIGN_IN = {"startSignIn", "sendCode", "signIn"}
"""The root fields one may ask for before signing in."""
BEFORE_CHANGE = {"changePassword", "signOut"}
"""The root fields one may ask for with a first password."""
BEFORE_APPROVAL = {"registerOperation", "partnerOperations", "signOut"}
"""The root fields a partner system may ask for in a document that nobody approved."""
BY_GET = {"__typename", "__schema", "__type", "consentText"}
"""The root fields that tell of no person and of no account: addresses are kept by browsers and proxies."""


@dataclass
class Admission:
    """Decides it."""

    settings: Settings
    documents: Documents
    approved: ApprovedOperations
    persisted: PersistedDocuments = field(default_factory=PersistedDocuments)

    async def document(self, asked: GraphQLRequest, reading: Reading) -> Document:
        """The document to run: what was sent or named, or of a partner system what was approved.

        Raises:
            Unauthenticated: a document is named by somebody who has none.
            OperationNotApproved, OperationNotTrusted: something else is asked than may be.
            PersistedQueryNotFound: nobody knows a document of this hash; the text has to come along.
        """
        viewer = reading.signed_in
        if viewer is None:
            if asked.query is None:
                raise Unauthenticated
            return self.documents.read(asked.query, _before_sign_in)
        if is_partner(viewer) and (asked.query is None or self.settings.partner_operations != "any"):
            return await self._approved(asked, viewer)
        return self._persons(asked, viewer)

    def _persons(self, asked: GraphQLRequest, viewer: Viewer) -> Document:
        """What a person, or a machine that is no partner, asks."""
        text = asked.query
        if text is None:
            text = self.persisted.text(viewer.staff_key, asked.document_hash or "")
        if text is None:
            raise PersistedQueryNotFound
        if self.settings.documents == "trusted" and hash_of(text) not in self.persisted.own:
            raise OperationNotTrusted
        document = self.documents.read(text)
        if asked.query and asked.document_hash and not document.errors:
            self.persisted.keep(viewer.staff_key, text)
        return document

    async def _approved(self, asked: GraphQLRequest, viewer: Viewer) -> Document:
        hash_ = asked.document_hash or hash_of(asked.query or "")
        text = await self.approved.document(viewer.staff_key, hash_, asked.operation_name)
        if text is not None:
            return self.documents.read(text)
        document = self.documents.read(asked.query or "")
        operation = document.operation(asked.operation_name)
        if operation is None or not _asks_only(operation, BEFORE_APPROVAL):
            raise OperationNotApproved
        return document


def require_admitted(asked: GraphQLRequest, operation: OperationDefinitionNode | None, reading: Reading) -> None:
    """Let an operation run for this viewer, sent this way; None where the document has no such operation.

    Raises:
        Unauthenticated: nobody has signed in. Then nothing of the schema is told, not even what is wrong with a document.
        PasswordChangeRequired: the account has a first password.
        GetRefused: it was sent by GET, and tells of a person, or changes something.
    """
    viewer = reading.signed_in
    if viewer is None and not (operation and _asks_only(operation, BEFORE_SIGN_IN)):
        raise Unauthenticated
    if viewer and viewer.first_password and not (operation and _asks_only(operation, BEFORE_CHANGE)):
        raise PasswordChangeRequired
    if operation and asked.by_get and not _may_be_got(asked, operation):
        raise GetRefused


def _before_sign_in(document: DocumentNode) -> bool:
    """Whether nobody may send a document: it is not looked at any further, whichever of its operations is to run."""
    return all(
        isinstance(node, OperationDefinitionNode) and _asks_only(node, BEFORE_SIGN_IN) for node in document.definitions
    )


def _asks_only(operation: OperationDefinitionNode, to: Set[str]) -> bool:
    """Whether it asks for one of these and nothing else: one root field, so that one request is one try at guessing."""
    roots = operation.selection_set.selections
    return len(roots) == 1 and isinstance(roots[0], FieldNode) and roots[0].name.value in to


def _may_be_got(asked: GraphQLRequest, operation: OperationDefinitionNode) -> bool:
    """Whether nothing personal can stand in its address or its answer; by its hash, without variables, in its address."""
    if operation.operation is not OperationType.QUERY:
        return False
    if asked.query is None and not operation.variable_definitions:
        return True
    roots = operation.selection_set.selections
    return all(isinstance(root, FieldNode) and root.name.value in BY_GET for root in roots)
