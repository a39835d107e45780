from odoo import fields, models
from odoo.tools.misc import format_date, format_datetime, get_lang

from ...points.credit_notes import BY_AMOUNT
from ...points.lots import available_of, expires_of, merge, order_of, read
from ...points.units import ONE_UNIT
from ..common.labels import get_labels
from ..common.numbers import format_count


class PointsEntry(models.Model):
    """How each point of an entry came about, in words, from what the entry keeps."""

    _inherit = "points.entry"

    buyer_id = fields.Many2one(
        related="order_id.partner_id",
        string="Bought By",
        help="The customer of the order, where several earn and spend on one account.",
    )
    explanation_page = fields.Html(
        "Explanation Details", compute="_compute_explanation_page", sanitize=False
    )

    def _compute_explanation_page(self):
        for entry in self:
            entry.explanation_page = self.env["ir.qweb"]._render(
                "pos_customer_loyalty.points_entry_explanation", entry._prepare_explanation()
            )

    def _prepare_explanation(self):
        """Values of the page: sentences, and rows of its tables as dictionaries of texts."""
        self.ensure_one()
        return {
            "sentences": list(filter(None, self._get_sentences())),
            "sums": [self._get_sum(rule) for rule in self._get_detail("rules")],
            "lines": self._get_line_rows(),
            "lines_back": self._get_rows_back(),
            "lots": self._get_lot_rows(),
            "have_first_days": any(available_of(day) for day, _points in read(self.movements)),
            "lot_sentences": list(filter(None, self._get_lot_sentences())),
            "sequels": self._get_sequels(),
        }

    def _get_detail(self, name):
        return (self.detail or {}).get(name, [])

    def _get_sentences(self):
        """What happened, why, and what it did to the balance."""
        yield self._get_event()
        if reward := self._get_reward_name():
            yield self.env._("Redeemed for a reward: %(reward)s.", reward=reward)
        yield self.reason and self.env._("Reason: %(reason)s.", reason=self.reason.rstrip("."))
        yield from map(self._get_cut, self._get_detail("cuts"))
        yield self._get_recomputation()
        yield self._get_stop_at_zero()
        yield self.env._(
            "Balance before: %(before)s, after: %(after)s (%(points)s).",
            before=format_count(self.env, self.balance_after - self.points),
            after=format_count(self.env, self.balance_after),
            points=self._count_change(self.points),
        )
        yield self._get_confirmation_sentence()

    def _get_stop_at_zero(self):
        """What a program did whose returns take no more than there is."""
        if self.asked < self.points:
            return self.env._(
                "%(asked)s should have been taken back, but returns in this program stop at a "
                "balance of zero.",
                asked=self._count(-self.asked),
            )
        return self.asked > self.points and self.env._(
            "%(asked)s should be credited again, but not all of them had been taken back: returns "
            "in this program stop at a balance of zero.",
            asked=self._count(self.asked),
        )

    def _get_event(self):
        values = {"origin": self.origin_id._get_phrase(), "order": self.order_id.display_name}
        if self.kind == "clawback" and self.origin_id.kind == "bonus":
            return self.env._("Bonus taken back: %(origin)s.", **values)
        if self.kind == "clawback" and self.asked > 0:
            return self.env._("Points taken back are credited again: %(origin)s.", **values)
        if self.kind == "clawback" and self._get_detail("credit_note"):
            return self.env._("Invoice credited. Points taken back from: %(origin)s.", **values)
        if self.kind == "clawback":
            return self.env._("Products returned. Points taken back from: %(origin)s.", **values)
        if self.kind == "restore":
            return self.env._("Products returned. Points refunded from: %(origin)s.", **values)
        if self.kind == "transfer":
            return self._get_transfer()
        if self.kind == "expire":
            day = self._format_day(expires_of(read(self.movements)[0][0]))
            return self.env._("Points expired: they could be redeemed until %(day)s.", day=day)
        return self.order_id and self.env._("For order %(order)s.", **values)

    def _get_transfer(self):
        if self.origin_id:
            return self.env._(
                "Transferred from another account: %(origin)s.", origin=self.origin_id._get_phrase()
            )
        return self.env._("Transferred to another account.")

    def _get_cut(self, cut):
        """What a limit took off: "57 points came down to 50: ..."

        :param dict cut: a ``Cut`` of :mod:`~...points.earning`
        """
        values = {"before": self._count(cut["before"]), "after": self._count(cut["after"])}
        if cut["reason"] == "order_cap":
            return self.env._(
                "Reduced from %(before)s to %(after)s, the maximum per order.", **values
            )
        if cut["reason"] == "day_cap":
            return self.env._(
                "Reduced from %(before)s to %(after)s, the maximum per customer and day.",
                **values,
            )
        return self.env._(
            "Reduced from %(before)s to %(after)s: amounts paid in points earn no points.", **values
        )

    def _get_recomputation(self):
        """Of a return of a program that computes the points of what is kept anew."""
        recomputed = self._get_detail("recomputed")
        return recomputed and self.env._(
            "Recomputed as if only the products kept had been bought: %(kept)s instead of "
            "%(given)s. Taken back by earlier returns: %(taken)s.",
            **{name: self._count(points) for name, points in recomputed.items()},
        )

    def _get_sum(self, rule):
        """The arithmetic of one rule: "57.10 € at 1 point per 1.00 € = 57 points".

        :param dict rule: the rule as it was on the day, see ``pos.order``
        """
        count = sum(line["rule"] == rule["rule"] for line in self._get_detail("lines"))
        values = {
            "measure": self._format_measure(rule),
            "rate": self._get_rule_phrase(rule),
            "points": self._count(rule["earned"]),
            "count": count,
        }
        if count > 1:
            text = self.env._(
                "%(measure)s at %(rate)s = %(points)s, split over %(count)s lines", **values
            )
        else:
            text = self.env._("%(measure)s at %(rate)s = %(points)s", **values)
        return self._label(rule["name"], text) if rule["name"] else text

    def _format_measure(self, rule):
        if rule["basis"] in ("amount", "order"):
            return self.program_id._format_amount(rule["measure"])
        if rule["basis"] == "base":
            return self._count(rule["measure"])
        return self._format_quantity(rule["measure"] / ONE_UNIT)

    def _get_line_rows(self):
        """The lines of the receipt that earned, in its order as far as they are still there."""
        rules = {rule["rule"]: rule for rule in self._get_detail("rules")}
        receipt = {line.uuid: line for line in self.order_id.lines}
        return [
            {
                **self._get_goods(receipt.get(line["line"])),
                "amount": self.program_id._format_amount(line["amount"]),
                "rule": self._get_rule_name(rules[line["rule"]]),
                "points": format_count(self.env, line["points"]),
            }
            for line in self._get_detail("lines")
            if self.kind != "clawback"
        ]

    def _get_rows_back(self):
        """The lines of the sale whose points an entry takes back, or gives again."""
        receipt = {line.uuid: line for line in self.origin_id.order_id.lines}
        return [
            {
                "product": self._get_name_of_line(line["line"], receipt),
                "points": self._count_change(-line["points"]),
            }
            for line in self._get_detail("lines")
            if self.kind == "clawback"
        ]

    def _get_name_of_line(self, uuid, receipt):
        if uuid == BY_AMOUNT:
            return self.env._("Share of the amount credited")
        return self._get_goods(receipt.get(uuid))["product"]

    def _get_goods(self, line):
        """What a line of a receipt is about.

        :param line: a ``pos.order.line``, or None where it is gone
        """
        if not line:
            return {"product": self.env._("Deleted order line"), "quantity": ""}
        return {
            "product": line.full_product_name or line.product_id.display_name,
            "quantity": self._format_quantity(line.qty),
        }

    def _get_lot_rows(self):
        movements = sorted(read(self.movements), key=lambda movement: order_of(movement[0]))
        return [
            {
                "day": self._format_day(expires_of(day)),
                "from_day": self._format_day(available_of(day)) if available_of(day) else "",
                "points": self._count_change(points),
            }
            for day, points in movements
        ]

    def _get_lot_sentences(self):
        """What lots alone do not say: arrears, and points that stay alive."""
        movements = read(self.movements)
        # What did not go into lots, or did not come out of them, is arrears.
        arrears = self.points - sum(points for _day, points in movements)
        if arrears > 0:
            yield self.env._("%(points)s offset a negative balance.", points=self._count(arrears))
        if arrears < 0:
            yield self.env._(
                "Missing points: %(points)s. The balance became negative.",
                points=self._count(-arrears),
            )
        if days := (self.detail or {}).get("grace_days"):
            yield self.env._(
                "Points that had expired, or would have expired soon, can be redeemed for another "
                "%(days)s days.",
                days=days,
            )
        if self.available_on:
            yield self.env._(
                "The points are pending: they can be redeemed from %(day)s on.",
                day=self._format_day(self.available_on),
            )
        # Points that have become available change their lot, but not their last day.
        expiries = merge([(expires_of(day), points) for day, points in movements])
        if self.kind in ("earn", "activity") and any(points < 0 for _expires, points in expiries):
            yield self.env._("This purchase extended the expiration of earlier points.")

    def _get_sequels(self):
        """Later entries that take or give back points of this one, in words."""
        entries = self.search([("origin_id", "=", self._origin.id)], order="id")
        return [entry._get_phrase() for entry in entries]

    def _get_phrase(self):
        """An entry in a few words: "Earned +57 on 03/12/2026, 10:15 (Shop/0012)"."""
        if not self:
            return self.env._("unknown data")
        kind = get_labels(self, "kind")[self.kind]
        date = format_datetime(self.env, self.date, dt_format="short")
        order = f" ({self.order_id.display_name})" if self.order_id else ""
        text = self.env._(
            "%(kind)s %(points)s on %(date)s",
            kind=kind,
            points=self._count_change(self.points),
            date=date,
        )
        return text + order

    def _count(self, points):
        return self.env["points.rule"]._get_points_phrase(points)

    def _count_change(self, points):
        return format_count(self.env, points, sign=True)

    def _format_day(self, expires):
        return format_date(self.env, expires) if expires else self.env._("never")

    def _format_quantity(self, quantity):
        language = self.env["res.lang"].browse(get_lang(self.env).id)
        return language.format("%.12g", quantity, grouping=True)
