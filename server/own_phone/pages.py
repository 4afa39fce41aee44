"""The page that the code opens on the customer's own phone: the same for everybody, because all that it shows stands behind the # of the address."""

from __future__ import annotations

from flask import Blueprint, render_template

from server.i18n.preferences import language

blueprint = Blueprint("own_phone_page", __name__, template_folder="templates")


@blueprint.get("/s/")
def page() -> str:
    """Nothing about any visit: a preview of the link, a scanner of mail or a search engine reads an empty page and changes nothing."""
    return render_template("own_phone/page.html", language=language())
