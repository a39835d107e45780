from odoo import http
from odoo.http import request


class Unsubscribe(http.Controller):
    """Where the link of a message leads, for customers who do not log in.

    Opening the page changes nothing: programs that look for viruses open each link of a mail. The
    button of the page posts, and so does a mail program that unsubscribes by itself (RFC 8058).
    """

    @http.route(
        "/points/unsubscribe/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        # The token is the secret, and a mail program has no session.
        csrf=False,
        sitemap=False,
        save_session=False,
    )
    def unsubscribe(self, token, **_values):
        """Show or do what a link of a message is for.

        :param str token: see ``res.partner._get_preferences_url``
        :return: a page in the language of the customer; 404 for a link that is not one of ours
        """
        partner, purpose = request.env["res.partner"].sudo()._read_preferences_token(token)
        if not partner:
            return self._render("unknown", status=404)
        readers, state = partner._get_of_same_address(), "ask"
        if request.httprequest.method == "POST":
            refused = readers._give_consent(purpose, False, "link")
            state = "done" if refused else "already"
        elif not readers._filter_consenting(purpose):
            state = "already"
        return self._render(state, partner, purpose)

    def _render(self, state, partner=None, purpose=False, status=200):
        if partner and partner.lang:
            request.update_context(lang=partner.lang)
        values = {
            "state": state,
            "company": partner.env.company if partner else request.env.company,
            "purpose": purpose,
        }
        headers = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
        response = request.render("pos_customer_loyalty.unsubscribe_page", values, headers=headers)
        response.status_code = status
        return response
