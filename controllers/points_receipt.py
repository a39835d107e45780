from urllib.parse import urlencode

from odoo.http import Controller, request, route

from ..models.common.labels import get_labels
from ..models.messages.customer_consent import PURPOSES
from ..models.portal.points_receipt_failure import WAIT_MINUTES

NOT_FOUND = 404
TOO_MANY_REQUESTS = 429
SECONDS = 60
#: A link is nobody else's: not the next page's, nor a proxy's, nor a search engine's.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
OPTIONS = {"type": "http", "auth": "public", "website": True, "sitemap": False}


class PointsReceipt(Controller):
    """The code on a receipt: it opens the customer's statement, or lets a sale without a customer
    be claimed, once.

    Whoever tries links gets the same page for all that lead nowhere, and then has to wait. A page
    changes nothing until its button is pressed: programs open links, too.
    """

    @route("/points/receipt/<string:token>", methods=["GET"], **OPTIONS)
    def open_receipt(self, token, **_options):
        order, refusal = self._find(self._find_order, token)
        if refusal:
            return refusal
        if order.partner_id:
            return request.redirect("/my/points")
        if not order._can_be_claimed_online():
            return self._render("over")
        return self._render_form(order)

    @route("/points/receipt/<string:token>", methods=["POST"], **OPTIONS)
    def enrol(self, token, name="", email="", mine="", **answers):
        order, refusal = self._find(self._find_order, token)
        if refusal:
            return refusal
        if not order._can_be_claimed_online():
            return self._render_refusal(order)
        if mine and not request.env.user._is_public():
            return self._claim_for_myself(order)
        purposes = [purpose for purpose, _label in PURPOSES if answers.get(purpose)]
        # A form can send files instead of texts.
        name, email = (text if isinstance(text, str) else "" for text in (name, email))
        claims = request.env["points.receipt.claim"]
        if problem := claims._ask(order, name, email, purposes):
            typed = {"name": name, "email": email, "purposes": purposes}
            return self._render_form(order, problem=problem, **typed)
        sentence = request.env._(
            "We have sent a link to %(email)s. Open it within two days: then the points of this "
            "purchase are yours.",
            email=email,
        )
        return self._render("asked", sentence=sentence)

    @route("/points/receipt/confirm/<string:token>", methods=["GET"], **OPTIONS)
    def open_confirmation(self, token, **_options):
        claim, refusal = self._find(self._find_claim, token)
        if refusal:
            return refusal
        return self._render("done" if claim.is_confirmed else "confirm")

    @route("/points/receipt/confirm/<string:token>", methods=["POST"], **OPTIONS)
    def confirm(self, token, **_options):
        claim, refusal = self._find(self._find_claim, token)
        if refusal:
            return refusal
        if claim.is_confirmed:
            return self._render("done")
        customer = claim._confirm()
        if not customer:
            return self._render_refusal(claim.order_id)
        return self._render(
            "done", points=claim.order_id.points_earned, **self._get_way_in(customer)
        )

    def _find_order(self, token):
        return request.env["pos.order"]._find_by_receipt(token)

    def _find_claim(self, token):
        return request.env["points.receipt.claim"]._find_by_token(token)

    def _find(self, find, token):
        """What a link leads to, for who has not tried too many.

        :param find: a method that takes the token
        :return tuple: the record and nothing, or none and the answer
        """
        failures, address = request.env["points.receipt.failure"], request.httprequest.remote_addr
        if failures._has_to_wait(address):
            answer = self._render("wait", TOO_MANY_REQUESTS)
            answer.headers["Retry-After"] = str(WAIT_MINUTES * SECONDS)
            return None, answer
        record = find(token)
        if record:
            # In the language of the page.
            return record.with_context(lang=request.env.lang), None
        failures._record(address)
        return None, self._render("nothing", NOT_FOUND)

    def _claim_for_myself(self, order):
        """Of who is logged in, nothing has to be proven."""
        partner = order.env["res.partner"].browse(request.env.user.partner_id.id)
        if not order._claim_online(lambda: partner):
            return self._render_refusal(order)
        return request.redirect("/my/points")

    def _render_refusal(self, order):
        return self._render("taken" if order.partner_id else "over")

    def _get_way_in(self, customer):
        """Who has just been enrolled may choose a password for the portal at once. A contact that
        was there before is invited by the shop, as ever: it may see more than points there."""
        is_new = customer.create_date == request.env.cr.now()
        if customer.user_ids or not is_new:
            return {}
        shop = customer.with_context(signup_valid=True)
        return {"signup_url": shop._get_signup_url_for_action(url="/my/points")[customer.id]}

    def _render_form(self, order, problem="", name="", email="", purposes=()):
        labels = get_labels(request.env["customer.consent"], "purpose")
        consents = [
            {"purpose": purpose, "label": label, "given": purpose in purposes}
            for purpose, label in labels.items()
        ]
        return self._render(
            "form",
            consents=consents,
            problem=problem,
            name=name,
            email=email,
            title=self._get_title(order),
            sentence=self._get_invitation(order),
            is_known=not request.env.user._is_public(),
            login_url=f"/web/login?{urlencode({'redirect': request.httprequest.path})}",
        )

    def _get_title(self, order):
        points, program = order._get_points_to_claim(), order.config_id.points_program_id
        if not points:
            return request.env._("Collect points with us")
        return request.env._("%(points)s wait for you", points=program._format_points(points))

    def _get_invitation(self, order):
        return request.env._(
            "Enroll with %(shop)s to receive the points of this purchase. They can be claimed "
            "once, within %(days)s days.",
            shop=order.company_id.name,
            days=order.config_id.points_program_id.claim_days,
        )

    def _render(self, page, status=200, **values):
        """One of the pages of ``pos_customer_loyalty.receipt_page``."""
        answer = request.render(
            "pos_customer_loyalty.receipt_page", {"page": page, **values}, status=status
        )
        answer.headers.update(HEADERS)
        return answer
