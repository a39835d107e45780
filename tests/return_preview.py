"""What a till says of points before goods come back, beside what then happens."""

from contextlib import contextmanager
from datetime import timedelta

from odoo import fields

from ..points.units import to_quantity, to_units
from .plain.twin import run_twin_once


@contextmanager
def previewed(case, data):
    """Remember what a return does, to compare it with what the till said before.

    All returns of a test are compared at its end: to start the till's arithmetic takes a while.

    :param case: the test, to which the till belongs
    :param dict data: what the till sends
    """
    lines = [command[2] for command in data["lines"] if command[2].get("refunded_orderline_id")]
    sold = case.env["pos.order.line"].browse(line["refunded_orderline_id"] for line in lines)
    is_known = case.env["pos.order"].search_count([("uuid", "=", data["uuid"])])
    told = sold.order_id.read_points_to_return() if _is_of_now(data) and not is_known else []
    yield
    if told:
        order = case.env["pos.order"].search([("uuid", "=", data["uuid"])])
        order.invalidate_recordset()
        returning = {
            "returned": _get_returned(sold, lines),
            "amount": _get_units_back(case, data),
            "carried": to_units(order.points_carried, order.currency_id.decimal_places),
            "gained": [
                {
                    "account": case.account_of(order.partner_id).id,
                    "points": order.points_earned,
                }
            ],
        }
        moved = {"restored": order.points_given_back, "taken": order.points_taken_back}
        _remember(case, ["returned_sale", "getPointsMoved", told, returning], moved)


def _is_of_now(data):
    """Whether the till could ask: it had no connection where it sends what happened before."""
    happened = fields.Datetime.to_datetime(data["date_order"])
    return fields.Datetime.now() - happened < timedelta(hours=1)


def _get_returned(sold, lines):
    returned = dict.fromkeys(sold.mapped("uuid"), 0)
    for line, values in zip(sold, lines, strict=True):
        returned[line.uuid] -= to_quantity(values["qty"])
    return returned


def _get_units_back(case, data):
    """What comes back in points; where points are a discount, the order keeps no payments."""
    methods = case.env["pos.payment.method"]
    payments = [command[2] for command in data["payment_ids"]]
    return -sum(
        to_units(payment["amount"], case.company.currency_id.decimal_places)
        for payment in payments
        if payment["amount"] < 0
        and methods.browse(payment["payment_method_id"]).use_payment_terminal == "points"
    )


def _remember(case, call, moved):
    if not hasattr(case, "returns_previewed"):
        case.returns_previewed = []
        case.addCleanup(_compare, case)
    case.returns_previewed.append((call, moved))


def _compare(case):
    calls, moved = zip(*case.returns_previewed, strict=True)
    for number, said in enumerate(run_twin_once(calls)):
        case.assertEqual(said, moved[number], f"return {number + 1} of {len(calls)}")
