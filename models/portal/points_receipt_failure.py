import ipaddress
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.misc import hmac

#: Links that lead nowhere, from one address, until it has to wait, and for how long.
MOST_FAILURES = 10
WAIT_MINUTES = 15
KEEP_DAYS = 1
#: Whoever has an IPv6 address has all that begin alike.
IPV6_PREFIX = 64


class PointsReceiptFailure(models.Model):
    """A link of a receipt that led nowhere: whoever tries links has to wait.

    Kept in the database, for all processes of all servers at once. Of the address nothing is kept
    but a hash, for a day.
    """

    _name = "points.receipt.failure"
    _description = "Failed Link of a Receipt"
    _log_access = False

    address = fields.Char("Hashed Address", required=True, readonly=True, groups=fields.NO_ACCESS)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _address = models.Index("(address, date)")

    @api.model
    def _record(self, address):
        """Remember that a link led nowhere.

        :param str address: the IP address that it was tried from
        """
        self.sudo().create({"address": self._hash(address)})

    @api.model
    def _has_to_wait(self, address):
        """Whether too many links from an address led nowhere lately.

        :param str address: an IP address
        """
        since = fields.Datetime.now() - timedelta(minutes=WAIT_MINUTES)
        domain = [("address", "=", self._hash(address)), ("date", ">", since)]
        return self.sudo().search_count(domain, limit=MOST_FAILURES) >= MOST_FAILURES

    @api.model
    def _hash(self, address):
        return hmac(self.sudo().env, self._name, self._get_network(address or ""))

    @api.model
    def _get_network(self, address):
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return address
        if parsed.version == 4:
            return str(parsed)
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False))

    @api.autovacuum
    def _gc_old(self):
        """Forget what no longer counts."""
        since = fields.Datetime.now() - timedelta(days=KEEP_DAYS)
        self.search([("date", "<", since)]).unlink()
