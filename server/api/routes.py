"""The API of other systems with a key: each route names its scope. Lists come in pages by cursor, writes carry an Idempotency-Key."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from server.accounts.api_keys import key_caller, require_scope
from server.api import attaching, listing, writing
from server.api.idempotency import HEADER, once
from server.api.schemas import (
    AssignSchema,
    AttachmentSchema,
    AttachmentsSchema,
    CancelSchema,
    CommitmentSchema,
    CustomerSchema,
    MatterPageSchema,
    MatterSchema,
    NewAttachmentSchema,
    NewCustomerSchema,
    NewMatterSchema,
    NewOrderSchema,
    PageSchema,
    RetimeSchema,
    ToldSchema,
    VisitPageSchema,
    VisitSchema,
    page_of,
)
from server.attachments.rules import LARGEST
from server.kernel.authorise import takes_file

blueprint = Blueprint("api", __name__, url_prefix="/api/v1", description="Other systems, with a key")
KEY = {
    "parameters": [
        {
            "in": "header",
            "name": HEADER,
            "required": True,
            "schema": {"type": "string", "pattern": "^[!-~]{1,80}$"},
            "description": "One value for each thing; the same again gives the same answer for a day.",
        }
    ]
}


@blueprint.get("/visits")
@require_scope("read_visits")
@blueprint.arguments(VisitPageSchema, location="query")
@blueprint.response(200, page_of(VisitSchema))
def list_visits(asked: dict[str, Any]) -> dict[str, Any]:
    """Visits in the order in which they were ordered, of a day or in a state where one is named."""
    return listing.visits(key_caller(), asked)


@blueprint.get("/visits/<string:visit_id>")
@require_scope("read_visits")
@blueprint.response(200, VisitSchema)
def read_visit(visit_id: str) -> dict[str, Any]:
    """One visit."""
    return listing.visit(key_caller(), visit_id)


@blueprint.get("/visits/<string:visit_id>/attachments")
@require_scope("read_visits")
@blueprint.response(200, AttachmentsSchema)
def list_attachments(visit_id: str) -> dict[str, Any]:
    """What the office gave to a visit, in the order of adding; the bytes are for the phones of those who go there."""
    return attaching.attachments(key_caller(), visit_id)


@blueprint.post("/visits/<string:visit_id>/attachments")
@require_scope("write_orders")
@takes_file(LARGEST)
@blueprint.arguments(NewAttachmentSchema, location="query")
@blueprint.response(201, AttachmentSchema)
@blueprint.alt_response(200, schema=AttachmentSchema)
@blueprint.doc(**KEY, requestBody=attaching.FILE)
def add_attachment(said: dict[str, Any], visit_id: str) -> tuple[dict[str, Any], int]:
    """Attach a PDF, JPEG, PNG or WebP, told by its bytes; pictures are drawn anew. The same file again is there once."""
    return attaching.added(key_caller(), visit_id, said)


@blueprint.post("/visits/<string:visit_id>/attachments/<string:attachment_id>/remove")
@require_scope("write_orders")
@blueprint.response(201, AttachmentSchema)
@blueprint.alt_response(200, schema=AttachmentSchema)
@blueprint.doc(**KEY)
def remove_attachment(visit_id: str, attachment_id: str) -> tuple[dict[str, Any], int]:
    """Take an attachment away; the phones that have it forget it."""
    return once(lambda: attaching.removed(key_caller(), visit_id, attachment_id))


@blueprint.get("/customers")
@require_scope("read_customers")
@blueprint.arguments(PageSchema, location="query")
@blueprint.response(200, page_of(CustomerSchema))
def list_customers(asked: dict[str, Any]) -> dict[str, Any]:
    """Customers in the order in which they were entered. Each page is on record as looked at (DA-3)."""
    return listing.customers(key_caller(), asked)


@blueprint.get("/customers/<string:customer_id>")
@require_scope("read_customers")
@blueprint.response(200, CustomerSchema)
def read_customer(customer_id: str) -> dict[str, Any]:
    """One customer; who turned out to be somebody else is that one."""
    return listing.customer(key_caller(), customer_id)


@blueprint.get("/matters")
@require_scope("read_matters")
@blueprint.arguments(MatterPageSchema, location="query")
@blueprint.response(200, page_of(MatterSchema))
def list_matters(asked: dict[str, Any]) -> dict[str, Any]:
    """Matters in the order in which they were taken."""
    return listing.matters(key_caller(), asked)


@blueprint.get("/commitments")
@require_scope("read_matters")
@blueprint.arguments(MatterPageSchema, location="query")
@blueprint.response(200, page_of(CommitmentSchema))
def list_commitments(asked: dict[str, Any]) -> dict[str, Any]:
    """Commitments in the order in which they were made."""
    return listing.commitments(key_caller(), asked)


@blueprint.post("/customers")
@require_scope("write_customers")
@blueprint.arguments(NewCustomerSchema)
@blueprint.response(201, CustomerSchema)
@blueprint.alt_response(200, schema=CustomerSchema)
@blueprint.doc(**KEY)
def enter_customer(said: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A new customer; `customer_known` where this account, or this number under this name, is there already."""
    return once(lambda: writing.customer(key_caller(), said))


@blueprint.post("/orders")
@require_scope("write_orders")
@blueprint.arguments(NewOrderSchema)
@blueprint.response(201, VisitSchema)
@blueprint.alt_response(200, schema=VisitSchema)
@blueprint.doc(**KEY)
def take_order(said: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """An order becomes a visit, under the rules of the intake page."""
    return once(lambda: writing.order(key_caller(), said))


@blueprint.post("/visits/<string:visit_id>/cancel")
@require_scope("write_orders")
@blueprint.arguments(CancelSchema)
@blueprint.response(201, VisitSchema)
@blueprint.alt_response(200, schema=VisitSchema)
@blueprint.doc(**KEY)
def cancel_visit(said: dict[str, Any], visit_id: str) -> tuple[dict[str, Any], int]:
    """Cancel a visit; whoever was told a time hears of it."""
    return once(lambda: writing.cancelled(key_caller(), visit_id, said))


@blueprint.post("/visits/<string:visit_id>/assign")
@require_scope("write_orders")
@blueprint.arguments(AssignSchema)
@blueprint.response(201, VisitSchema)
@blueprint.alt_response(200, schema=VisitSchema)
@blueprint.doc(**KEY)
def assign_visit(said: dict[str, Any], visit_id: str) -> tuple[dict[str, Any], int]:
    """Give a visit to a technician and helpers, or to nobody."""
    return once(lambda: writing.assigned(key_caller(), visit_id, said))


@blueprint.post("/visits/<string:visit_id>/retime")
@require_scope("write_orders")
@blueprint.arguments(RetimeSchema)
@blueprint.response(201, VisitSchema)
@blueprint.alt_response(200, schema=VisitSchema)
@blueprint.doc(**KEY)
def retime_visit(said: dict[str, Any], visit_id: str) -> tuple[dict[str, Any], int]:
    """Agree another time for a visit, under the rules of the form."""
    return once(lambda: writing.retimed(key_caller(), visit_id, said))


@blueprint.post("/matters")
@require_scope("write_matters")
@blueprint.arguments(NewMatterSchema)
@blueprint.response(201, MatterSchema)
@blueprint.alt_response(200, schema=MatterSchema)
@blueprint.doc(**KEY)
def record_matter(said: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Take a matter that needs no visit, or none yet; its clocks begin."""
    return once(lambda: writing.matter(key_caller(), said))


@blueprint.post("/commitments/<string:commitment_id>/told")
@require_scope("write_matters")
@blueprint.arguments(ToldSchema)
@blueprint.response(201, CommitmentSchema)
@blueprint.alt_response(200, schema=CommitmentSchema)
@blueprint.doc(**KEY)
def tell_commitment_kept(said: dict[str, Any], commitment_id: str) -> tuple[dict[str, Any], int]:
    """A promise is kept and the customer heard it; where nobody was reached it stays open and the contact is stored."""
    return once(lambda: writing.told(key_caller(), commitment_id, said))
