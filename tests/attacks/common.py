import json
import logging
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import HttpCase, get_db_name, new_test_user
from odoo.tools import SQL, mute_logger

from ..spending.spending_common import SpendingCommon

_logger = logging.getLogger(__name__)

POS_USER = "point_of_sale.group_pos_user"
POS_MANAGER = "point_of_sale.group_pos_manager"
ADJUSTER = "pos_customer_loyalty.group_points_adjust"
API_USER = "pos_customer_loyalty.group_points_api"
#: Who attacks: groups by login. All are of the shop's company but the last two.
ATTACKERS = {
    "portal": "base.group_portal",
    "internal": "base.group_user",
    "stock": "base.group_user,stock.group_stock_user",
    "cashier": f"base.group_user,{POS_USER}",
    "adjuster": f"base.group_user,{ADJUSTER}",
    "manager": f"base.group_user,{POS_MANAGER}",
    "api": f"base.group_user,{API_USER}",
    "other_cashier": f"base.group_user,{POS_USER}",
    "other_manager": f"base.group_user,{POS_MANAGER},{ADJUSTER}",
}
#: Answers that are sentences for whoever asked.
SENTENCES = (
    "odoo.exceptions.AccessDenied",
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.http.SessionExpiredException",
)
#: What a sentence for a user does not have in it.
MACHINERY = ("Traceback", "psycopg2", "TypeError", "KeyError", "ValueError", "invalid input syntax")
#: A balance by which a leak is known.
SECRET_POINTS = 7654321
#: An attack is refused in a moment: this is far more than an honest call takes.
LONGEST_SECONDS = 10
LONGEST_STATEMENT_MS = 5000
LOGGERS = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.models",
    "odoo.domains",
    "odoo.tools.safe_eval",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.point_of_sale.models.pos_order",
    "odoo.addons.pos_customer_loyalty.models.sale.pos_order",
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.rpc.controllers.xmlrpc",
)


class Answer:
    """What the server has answered to one call."""

    def __init__(self, response):
        self.status = response.status_code
        self.seconds = response.elapsed.total_seconds()
        try:
            answer = response.json()
        except ValueError:
            answer = {"error": {"message": response.text[:200]}}
        self.result = answer.get("result")
        self.error = answer.get("error")
        data = (self.error or {}).get("data") or {}
        self.name = data.get("name") or ""
        self.message = data.get("message") or (self.error or {}).get("message") or ""

    @property
    def is_sentence(self):
        """Whether the error, if any, is one that says what is wrong to whoever asked."""
        words = self.name in SENTENCES and self.message.strip()
        return bool(words) and not any(word in self.message for word in MACHINERY)

    def __repr__(self):
        if self.error:
            return f"{self.name or self.status}: {self.message[:200]!r}"
        return f"accepted: {str(self.result)[:200]}"


class AttackCommon(SpendingCommon, HttpCase):
    """An open till, 1 point per 1.00 and 200 points = 25.00, and everybody who may attack it.

    Attacks come over HTTP. Each one is taken back afterwards, see ``attacking``.
    """

    attacks = 0
    #: Of all classes, as far as they have run.
    total = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A till that was opened this morning, unlike those of other tests.
        opened = fields.Datetime.now() - timedelta(hours=1)
        cls.pos_session.sudo().start_at = opened
        cls.program.offline_most_amount = 0
        # Nothing of this company was there before, so that the books are all of these tests.
        cls.paul = cls.env["res.partner"].create({"name": "Paul Martin"})
        cls.create_other_company()
        cls.give_marie_a_history()
        cls.users = {login: cls.create_attacker(login) for login in ATTACKERS}
        cls.cashier = cls.users["cashier"]
        cls.env.flush_all()

    @classmethod
    def tearDownClass(cls):
        AttackCommon.total += cls.attacks
        _logger.info("%s attacks by %s, %s so far", cls.attacks, cls.__name__, AttackCommon.total)
        super().tearDownClass()

    @classmethod
    def create_other_company(cls):
        """Another company with a till, a program, a customer and points of its own."""
        cls.other_company = cls.setup_other_company(name="Elsewhere")["company"]
        env = cls.env(context={"allowed_company_ids": cls.other_company.ids})
        cls.other_program = env["points.program"].create(
            {
                "name": "Elsewhere",
                "company_id": cls.other_company.id,
                "rule_ids": [Command.create({"basis": "amount", "points": 1, "amount": 1.0})],
            }
        )
        cls.other_config = env["pos.config"].create(
            {"name": "Elsewhere", "points_program_id": cls.other_program.id}
        )
        cls.other_customer = env["res.partner"].create(
            {"name": "Zoe Secret", "company_id": cls.other_company.id}
        )
        env["points.account"].sudo()._post(
            cls.other_program,
            cls.other_customer,
            key="test/other",
            kind="earn",
            points=SECRET_POINTS,
        )
        cls.env.invalidate_all()

    @classmethod
    def give_marie_a_history(cls):
        """Figures that nobody would guess."""
        cls.secret = cls.env["res.partner"].create({"name": "Marie Secret"})
        cls.env["points.account"].sudo()._post(
            cls.program, cls.secret, key="test/secret", kind="earn", points=SECRET_POINTS
        )

    @classmethod
    def create_attacker(cls, login):
        company = cls.other_company if login.startswith("other") else cls.company
        return new_test_user(
            cls.env,
            f"attack_{login}",
            ATTACKERS[login],
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def setUp(self):
        super().setUp()
        self.logged_in = False
        self.is_changed = False
        self.enterContext(mute_logger(*LOGGERS))
        # A server that is kept busy would keep all other tests waiting.
        self.env.cr.execute("SET LOCAL statement_timeout = %s", [LONGEST_STATEMENT_MS])

    # Calls

    def log_in(self, login):
        """Have the next calls made by one of ``ATTACKERS``, or by nobody."""
        if self.logged_in != login:
            name = login and f"attack_{login}"
            self.authenticate(name, name)
            self.logged_in = login

    def rpc(self, login, model, method, *args, **kwargs):
        """Call a method as the web client does, as the user of this name.

        :return Answer: what came back
        """
        self.log_in(login)
        type(self).attacks += 1
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        answer = self.send_json(f"/web/dataset/call_kw/{model}/{method}", params)
        self.is_changed = self.is_changed or not answer.error
        return answer

    def send_json(self, route, params):
        call = {"id": 0, "jsonrpc": "2.0", "method": "call", "params": params}
        body = json.dumps(call, default=str)
        headers = {"Content-Type": "application/json"}
        return Answer(self.url_open(route, data=body, headers=headers, timeout=60))

    def honest(self, login, model, method, *args, **kwargs):
        """A call that must be answered, which attacks begin with."""
        answer = self.rpc(login, model, method, *args, **kwargs)
        type(self).attacks -= 1
        self.assertIsNone(answer.error, answer)
        return answer.result

    @contextmanager
    def attacking(self, name, /, **values):
        """An attack of its own, with all that it left behind taken back at its end."""
        self.env.flush_all()
        savepoint = self.env.cr.savepoint()
        self.is_changed = False
        try:
            with self.subTest(name, **values):
                yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
            if self.is_changed:
                # What was refused has left nothing in them either.
                self.env.registry.clear_all_caches()

    # What must hold

    def assert_refused(self, answer):
        """The attack was refused, with a sentence and at once."""
        self.assertTrue(answer.error, f"the attack succeeded, {answer}")
        self.assert_sentence(answer)

    def assert_sentence(self, answer):
        """The attack may have been answered, but not by a machine's error and not late."""
        self.assertTrue(not answer.error or answer.is_sentence, f"no sentence: {answer}")
        self.assertLess(answer.seconds, LONGEST_SECONDS)

    def assert_harmless(self, *answers):
        """The attacks were refused with a sentence, or did no harm to the books."""
        for answer in answers:
            self.assert_sentence(answer)
        try:
            self.assert_books_are_honest()
        except AssertionError as error:
            raise AssertionError(f"{error}\nanswers: {answers}") from None

    def assert_books_are_honest(self):
        """Points are worth what was paid for them, in whatever way an order got there."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assert_no_points_became_money()
        self.assert_payments_are_redeemed()
        self.assert_points_that_come_back()
        self.assert_points_are_earned()
        self.assert_commit_is_possible()
        self.assert_ledger_is_proven()

    def read_rows(self, query, **values):
        """Rows of a query on the orders of the shop's company: ``o``, with their figures.

        ``paid_in_points`` and ``back_in_points`` are in cents, ``money`` is what stays in the
        drawer.
        """
        return self.env.execute_query_dict(
            SQL(
                """
                WITH o AS (
                    SELECT o.id, o.name, o.state, o.state IN ('paid', 'done') AS is_paid,
                           COALESCE(p.paid, 0) AS paid_in_points,
                           COALESCE(p.back, 0) AS back_in_points,
                           COALESCE(p.money, 0) AS money
                      FROM pos_order o LEFT JOIN LATERAL (
                        SELECT sum(round(p.amount * 100)) FILTER (
                                 WHERE m.use_payment_terminal = 'points' AND p.amount > 0) AS paid,
                               -sum(round(p.amount * 100)) FILTER (
                                 WHERE m.use_payment_terminal = 'points' AND p.amount < 0) AS back,
                               sum(round(p.amount * 100)) FILTER (
                                   WHERE m.use_payment_terminal IS DISTINCT FROM 'points') AS money
                          FROM pos_payment p JOIN pos_payment_method m ON m.id = p.payment_method_id
                         WHERE p.pos_order_id = o.id AND o.state IN ('paid', 'done')) p ON true
                     WHERE o.company_id = %(company)s)
                %(query)s
                """,
                company=self.company.id,
                query=SQL(query, **values),
            )
        )

    def assert_payments_are_redeemed(self):
        """Each payment in points of a paid order has its entries, and each entry its payment."""
        rows = self.read_rows(
            """
            , e AS (SELECT order_id, -sum(points) AS points,
                           sum((detail ->> 'amount')::numeric) AS amount
                      FROM points_entry WHERE kind = 'redeem' AND order_id IS NOT NULL
                     GROUP BY order_id)
            SELECT o.name, o.state, o.paid_in_points, COALESCE(e.amount, 0) AS redeemed, e.points
              FROM o LEFT JOIN e ON e.order_id = o.id
             WHERE o.paid_in_points != COALESCE(e.amount, 0)
                OR COALESCE(e.points, 0) * %(amount)s < o.paid_in_points * %(points)s
            """,
            amount=round(self.program.exchange_amount * 100),
            points=self.program.exchange_points,
        )
        self.assertFalse(rows, "points paid are not those that were spent")

    def assert_points_that_come_back(self):
        """No more points come back than were paid back, and than had been spent."""
        rows = self.read_rows(
            """
            , e AS (SELECT order_id, sum(points) AS points FROM points_entry
                     WHERE kind = 'restore' GROUP BY order_id)
            SELECT o.name, o.state, o.back_in_points, e.points
              FROM o JOIN e ON e.order_id = o.id
             WHERE (e.points - 1) * %(amount)s > o.back_in_points * %(points)s
             UNION ALL
            SELECT o.name, o.state, -sum(origin.points), sum(e.points)
              FROM o JOIN points_entry origin ON origin.order_id = o.id AND origin.kind = 'redeem'
              JOIN points_entry e ON e.origin_id = origin.id AND e.kind = 'restore'
             GROUP BY o.id, o.name, o.state, origin.id
            HAVING sum(e.points) > -min(origin.points)
            """,
            amount=round(self.program.exchange_amount * 100),
            points=self.program.exchange_points,
        )
        self.assertFalse(rows, "more points came back than were spent")

    def assert_points_are_earned(self):
        """Points are at most what was paid gives: 1 for each 1.00, of each order and in all.

        Goods that come back pay for others, but only what was paid for them. In all, money may
        go out before points: what was paid in points then stands for what earned. Money that an
        order without goods pays out is taken from the drawer, and not for points.
        """
        rows = self.read_rows(
            """
            , e AS (SELECT order_id, sum(points) AS points, count(*) AS entries FROM points_entry
                     WHERE kind IN ('earn', 'bonus', 'clawback') AND order_id IS NOT NULL
                     GROUP BY order_id),
            r AS (SELECT l.order_id, sum(LEAST(abs(l.qty), s.qty) * s.price_subtotal_incl
                                         / NULLIF(s.qty, 0)) * 100 AS value
                    FROM pos_order_line l JOIN pos_order_line s ON s.id = l.refunded_orderline_id
                   WHERE s.qty > 0 GROUP BY l.order_id),
            f AS (SELECT o.name, o.state, COALESCE(e.points, 0) AS points, o.money,
                         o.money + o.paid_in_points - o.back_in_points AS all_money,
                         COALESCE(r.value, 0) AS value, COALESCE(e.entries, 0) AS entries
                    FROM o LEFT JOIN e ON e.order_id = o.id LEFT JOIN r ON r.order_id = o.id)
            SELECT * FROM f WHERE points > 0 AND points > (money + value) / 100 + entries
             UNION ALL
            SELECT 'all', '', sum(points), sum(money), sum(all_money), 0, sum(entries) FROM f
             WHERE points <> 0 OR value > 0 OR all_money > 0
            HAVING sum(points) > GREATEST(0, sum(all_money) / 100 + sum(entries))
            """
        )
        self.assertFalse(rows, "points were given for what nobody paid")

    def assert_no_points_became_money(self):
        """Of a sale that was paid in points, no more money went out than came in."""
        rows = self.read_rows(
            """
            SELECT s.name, s.money, s.paid_in_points, sum(-r.money) AS paid_out
              FROM o s JOIN o r ON r.money < 0 AND EXISTS (
                   SELECT FROM pos_order_line back
                     JOIN pos_order_line sold ON sold.id = back.refunded_orderline_id
                    WHERE back.order_id = r.id AND sold.order_id = s.id)
             WHERE s.paid_in_points > 0
             GROUP BY s.id, s.name, s.money, s.paid_in_points
            HAVING sum(-r.money) > s.money
            """
        )
        self.assertFalse(rows, "points were paid out as money")

    def assert_commit_is_possible(self):
        """PostgreSQL has nothing against it."""
        with self.env.cr.savepoint():
            self.check_deferred()

    def assert_ledger_is_proven(self):
        values = self.env["points.proof"].sudo()._prove()
        self.assertEqual(values["state"], "passed", values)

    def snapshot(self):
        """A digest of everything that points are, and of all orders and money."""
        # As before a COMMIT: a program's version is written then.
        self.env.cr.flush()
        names = [name for name in self.env if self.is_evidence(name)]
        queries = [
            SQL(
                "SELECT %s, count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM %s t",
                name,
                SQL.identifier(self.env[name]._table),
            )
            for name in sorted(names)
        ]
        return self.env.execute_query(SQL(" UNION ALL ").join(queries))

    def is_evidence(self, name):
        model = self.env[name]
        others = ("pos.order", "pos.payment", "customer.consent")
        evidence = name.startswith("points.") or name in others
        return evidence and model._auto and not model._transient and not model._abstract

    # What a shop does

    def make_line(self, product, quantity=1, price=None, **values):
        """Values of a line as the till sends it."""
        price = product.lst_price if price is None else price
        return {
            "uuid": str(uuid4()),
            "product_id": product.id,
            "qty": quantity,
            "price_unit": price,
            "price_subtotal": round(quantity * price, 2),
            "price_subtotal_incl": round(quantity * price, 2),
            "tax_ids": [],
            **values,
        }

    def make_order(self, lines, payments, partner=None, **values):
        """What the till sends of an order.

        :param list[dict] lines: see ``make_line``
        :param payments: pairs of a ``pos.payment.method`` and an amount, or triples with the key
            by which points were set aside
        """
        total = sum(line["price_subtotal_incl"] for line in lines)
        parts = [
            {
                "uuid": str(uuid4()),
                "payment_method_id": method.id,
                "amount": amount,
                "name": "2026-01-01 00:00:00",
                "transaction_id": key[0] if key else False,
            }
            for method, amount, *key in payments
        ]
        return {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.pos_session.id,
            "company_id": self.company.id,
            "partner_id": partner.id if partner else False,
            "lines": [Command.create(line) for line in lines],
            "payment_ids": [Command.create(part) for part in parts],
            "amount_total": total,
            "amount_tax": 0.0,
            "amount_paid": sum(part["amount"] for part in parts),
            "amount_return": 0.0,
            **values,
        }

    def sync_over_http(self, data, login="cashier"):
        return self.rpc(login, "pos.order", "sync_from_ui", [data])

    def find(self, data):
        self.env.invalidate_all()
        return self.env["pos.order"].search([("uuid", "=", data["uuid"])])

    def sell_honestly(self, lines, payments=None, partner=None, **values):
        """A sale at the till, paid in cash unless other payments are given; the order."""
        total = sum(line["price_subtotal_incl"] for line in lines)
        payments = [(self.cash_pm1, total)] if payments is None else payments
        data = self.make_order(lines, payments, partner, **values)
        self.honest("cashier", "pos.order", "sync_from_ui", [data])
        return self.find(data)

    def set_points_aside(self, amount, order_uuid, partner=None):
        """What a till does before a payment in points; the key."""
        key, partner = str(uuid4()), partner or self.marie
        args = [self.pos_session.ids, key, order_uuid, partner.id, amount]
        self.honest("cashier", "pos.session", "authorise_points", *args)
        return key

    def sell_for_points(self, quantity=4, points=40.0, cash=0.0):
        """Wine at 10.00 that Marie has paid in points, and in cash."""
        uuid = str(uuid4())
        payments = [(self.points_pm, points, self.set_points_aside(points, uuid))]
        if cash:
            payments.append((self.cash_pm1, cash))
        lines = [self.make_line(self.wine, quantity)]
        return self.sell_honestly(lines, payments, self.marie, uuid=uuid)

    def make_return(self, line, quantity, payments, price=None, **values):
        """What the till sends when goods come back.

        :param line: the ``pos.order.line`` that was sold
        :param quantity: how many come back
        """
        price = line.price_unit if price is None else price
        back = self.make_line(line.product_id, -quantity, price, refunded_orderline_id=line.id)
        partner = values.pop("partner", line.order_id.partner_id)
        return self.make_order([back], payments, partner, is_refund=True, **values)

    def get_balance(self, partner=None):
        self.env.invalidate_all()
        return self.account_of(partner or self.marie).balance

    def get_database(self):
        return get_db_name()
