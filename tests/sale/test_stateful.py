"""Random histories of a shop on the real models, beside a model of twenty lines.

A few hundred steps run in each test run. For more::

    POINTS_STATEFUL_EXAMPLES=200 POINTS_STATEFUL_STEPS=50

before the test command; Odoo's log counts the steps.
"""

import logging
import os
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from freezegun import freeze_time
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..common import PointsCommon
from ..history_machine import HistoryMachine

POINTS = st.integers(1, 300)
WHO = st.integers(0, 2)
_logger = logging.getLogger(__name__)
EXAMPLES = int(os.environ.get("POINTS_STATEFUL_EXAMPLES", 12))
STEPS = int(os.environ.get("POINTS_STATEFUL_STEPS", 30))


class Shop:
    """The model: what each customer must have, by the plainest arithmetic."""

    def __init__(self):
        self.balance = {}
        self.holds = {}  # key -> (customer, points, end)
        self.pending = {who: {} for who in range(3)}  # customer -> first day -> points

    def held(self, who, now):
        return sum(pts for whose, pts, end in self.holds.values() if whose == who and end > now)

    def later(self, who, now):
        """Points that count from a later day, by that day."""
        return {day: pts for day, pts in self.pending[who].items() if pts and day > now.date()}

    def available(self, who, now):
        later = sum(self.later(who, now).values())
        return self.balance[who] - self.held(who, now) - later

    def add(self, who, points):
        self.balance[who] += points

    def add_later(self, who, points, day):
        left = points - min(points, max(0, -self.balance[who]))
        self.pending[who][day] = self.pending[who].get(day, 0) + left
        self.add(who, points)

    def take(self, who, points, now):
        """Whether the customer may spend so many points; if so they are gone."""
        if self.available(who, now) < points:
            return False
        self.balance[who] -= points
        return True

    def adjust(self, who, points, now):
        """Pending points can be taken away too, and are before the others."""
        if self.balance[who] - self.held(who, now) < points:
            return False
        self.drop_later(who, points, now)
        self.balance[who] -= points
        return True

    def claw_back(self, who, points, day, now):
        """What the sale itself gave, if that is pending; then what counts; then what is left."""
        later = self.later(who, now)
        free = max(0, self.balance[who]) - sum(later.values())
        own = min(points, later.get(day, 0))
        self.pending[who] = {**later, day: later.get(day, 0) - own}
        self.drop_later(who, max(0, points - own - free), now)
        self.balance[who] -= points

    def drop_later(self, who, points, now):
        self.pending[who] = later = self.later(who, now)
        for day in sorted(later):
            taken = min(points, later[day])
            later[day] -= taken
            points -= taken


class LedgerMachine(HistoryMachine):
    """Each rule does one thing to the ledger and to the model; then the invariants must hold."""

    @initialize(expiry=st.sampled_from(["never", "day", "month", "activity"]))
    def open_shop(self, expiry):
        env = self.case.env
        self.begin()
        self.now = self.case.start
        self.program = env["points.program"].create(
            {"name": "Stateful", "expiry": expiry, "expiry_months": 2, "tz": "UTC"}
        )
        self.customers = env["res.partner"].create([{"name": f"Stateful {n}"} for n in range(3)])
        self.shop = Shop()
        self.shop.balance = dict.fromkeys(range(3), 0)
        self.entries = []  # [who, entry, points not yet reversed]
        self.delivered = []  # calls that may be delivered again

    def deliver(self, who, kind, points, key=None, **values):
        """Post an entry; return it, or None where it was refused."""
        key = key or f"stateful/{uuid4()}"
        try:
            with self.case.env.cr.savepoint(), freeze_time(self.now):
                entry = self.case.env["points.account"]._post(
                    self.program, self.customers[who], key=key, kind=kind, points=points, **values
                )
        except UserError:
            return None
        self.delivered.append((who, kind, points, key, entry))
        return entry

    @rule(who=WHO, points=POINTS, kind=st.sampled_from(["earn", "bonus", "opening"]))
    def credit(self, who, points, kind):
        entry = self.deliver(who, kind, points)
        self.shop.add(who, points)
        self.entries.append([who, entry, points])

    @rule(who=WHO, points=POINTS, days=st.sampled_from([1, 14, 20, 28]))
    def credit_later(self, who, points, days):
        """A sale of a program whose points count so many days after it."""
        plan = replace(self.program._get_plan(), pending_days=days)
        day = plan.get_day(plan.get_expiry(self.now), self.now, self.now)
        entry = self.deliver(who, "earn", points, lots=[(day, points)])
        self.shop.add_later(who, points, (self.now + timedelta(days)).date())
        self.entries.append([who, entry, points])

    @rule(who=WHO, points=POINTS, kind=st.sampled_from(["redeem", "adjust"]))
    def spend(self, who, points, kind):
        entry = self.deliver(who, kind, -points)
        take = self.shop.take if kind == "redeem" else self.shop.adjust
        assert bool(entry) == take(who, points, self.now)
        if entry and kind == "redeem":
            self.entries.append([who, entry, points])

    @precondition(lambda self: self.entries)
    @rule(data=st.data(), points=st.integers(1, 200))
    def bring_back(self, data, points):
        """A return: what was earned is taken back, what was spent comes back."""
        step = data.draw(st.sampled_from(self.entries))
        who, entry, left = step
        reverse = entry._restore if entry.kind == "redeem" else entry._claw_back
        try:
            with self.case.env.cr.savepoint(), freeze_time(self.now):
                reverse(points, key=f"stateful/{uuid4()}")
        except UserError:
            assert points > left
            return
        assert points <= left
        step[2] -= points
        if entry.kind == "redeem":
            self.shop.add(who, points)
        else:
            self.shop.claw_back(who, points, entry.available_on, self.now)

    @precondition(lambda self: any(self.taken(step) for step in self.entries))
    @rule(data=st.data())
    def withdraw_credit_note(self, data):
        """What was taken back comes again, wholly or partly, wherever the sale is by now."""
        step = data.draw(st.sampled_from([step for step in self.entries if self.taken(step)]))
        points = data.draw(st.integers(1, self.taken(step)))
        who, entry, _left = step
        clawbacks = entry.search([("origin_id", "=", entry.id), ("kind", "=", "clawback")])
        with freeze_time(self.now):
            again = entry._give_again(points, clawbacks, None, key=f"stateful/{uuid4()}")
        assert (again.points, again.kind) == (points, "clawback")
        step[2] += points
        self.shop.add(who, points)
        self.look_up_pending(who)

    def taken(self, step):
        """How many points of an entry are taken back."""
        _who, entry, left = step
        return entry.points - left if entry.kind != "redeem" else 0

    @rule(who=WHO, points=POINTS)
    def hold(self, who, points):
        key = f"stateful/{uuid4()}"
        possible = self.shop.available(who, self.now) >= points
        try:
            with self.case.env.cr.savepoint(), freeze_time(self.now):
                self.case.set_aside(points, key, self.customers[who], self.program)
        except UserError:
            assert not possible
            return
        assert possible
        self.shop.holds[key] = (who, points, self.now + timedelta(minutes=15))

    @precondition(lambda self: self.shop.holds)
    @rule(data=st.data(), capture=st.booleans())
    def end_hold(self, data, capture):
        key = data.draw(st.sampled_from(sorted(self.shop.holds)))
        who, points, _end = self.shop.holds.pop(key)
        record = self.case.env["points.hold"].search([("key", "=", key)])
        if not capture:
            with freeze_time(self.now):
                record._release()
            return
        try:
            with self.case.env.cr.savepoint(), freeze_time(self.now):
                record._capture(key=f"{key}/captured")
        except UserError:
            # After its end, or after a return: the points may be gone.
            assert self.shop.available(who, self.now) < points
            self.shop.holds[key] = (who, points, _end)
            return
        assert self.shop.take(who, points, self.now)

    @rule(source=WHO, into=WHO)
    def merge_customers(self, source, into):
        """Odoo's own merge: everything of one customer goes over to another."""
        if source == into:
            return
        env = self.case.env
        gone, kept = self.customers[source], self.customers[into]
        with freeze_time(self.now):
            env["base.partner.merge.automatic.wizard"]._merge((gone | kept).ids, kept)
        was_in_arrears = min(self.shop.balance[source], self.shop.balance[into]) < 0
        self.shop.add(into, self.shop.balance[source])
        for day, points in self.shop.pending[source].items():
            self.shop.pending[into][day] = self.shop.pending[into].get(day, 0) + points
        if was_in_arrears:
            self.look_up_pending(into)
        self.shop.holds = {
            key: (into if who == source else who, points, end)
            for key, (who, points, end) in self.shop.holds.items()
        }
        for step in self.entries:
            step[0] = into if step[0] == source else step[0]
        self.start_anew(source, env["res.partner"].create({"name": "Stateful again"}))

    @rule(who=WHO)
    def erase_customer(self, who):
        with freeze_time(self.now):
            self.account(who).sudo()._erase()
        self.shop.holds = {key: hold for key, hold in self.shop.holds.items() if hold[0] != who}
        self.entries = [step for step in self.entries if step[0] != who]
        self.start_anew(who, self.customers[who])

    def start_anew(self, who, customer):
        customers = list(self.customers)
        customers[who] = customer
        self.customers = customers
        self.shop.balance[who] = 0
        self.shop.pending[who] = {}
        self.delivered = [call for call in self.delivered if call[0] != who]

    @precondition(lambda self: self.delivered)
    @rule(data=st.data(), other=st.booleans())
    def deliver_again(self, data, other):
        """The same event again is the same entry, with other figures it is refused."""
        who, kind, points, key, entry = data.draw(st.sampled_from(self.delivered))
        sign = 1 if points > 0 else -1
        again = self.deliver(who, kind, points + sign if other else points, key)
        assert again == (None if other else entry)

    @rule(hours=st.sampled_from([0.2, 24, 24 * 20, 24 * 45]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    @rule()
    def expire(self):
        """The nightly job takes just what is due and not on hold."""
        today = self.now.date()
        with freeze_time(self.now):
            due = {who: self.due_points(who, today) for who in range(3)}
            self.case.env["points.lot"]._expire()
        for who, points in due.items():
            if not self.shop.held(who, self.now):
                self.shop.add(who, -points)

    def look_up_pending(self, who):
        """Which lots come again, or make up for arrears, the tests of the arithmetic say."""
        lots = self.account(who).lot_ids.filtered(lambda lot: lot.points and lot.available_on)
        self.shop.pending[who] = {
            day: sum(same.mapped("points")) for day, same in lots.grouped("available_on").items()
        }

    def account(self, who):
        accounts = self.case.account_of(self.customers[who], self.program)
        return accounts.filtered(lambda account: not account.merged_into_id)

    def due_points(self, who, today):
        lots = self.account(who).lot_ids
        return sum(lot.points for lot in lots if lot.expires_on and lot.expires_on < today)

    @invariant()
    def the_invariants_hold(self):
        if not hasattr(self, "shop"):
            return
        type(self).steps += 1
        self.case.check_deferred()
        for who, expected in self.shop.balance.items():
            account = self.account(who)
            entries = account.entry_ids
            assert account.balance == expected == sum(entries.mapped("points"))
            assert sum(account.lot_ids.mapped("points")) == max(expected, 0)
            if account:
                self.check_pending(who, account)
            keys = entries.mapped("key")
            assert len(keys) == len(set(keys)) == account.entry_count

    def teardown(self):
        """At the end of a history, its ledger proves."""
        if hasattr(self, "shop"):
            self.case.env.flush_all()
            with freeze_time(self.now):
                self.case.env["points.proof"].sudo()._replay_entries()
        return super().teardown()

    def check_pending(self, who, account):
        """Nobody has moved anything when a day came."""
        with freeze_time(self.now):
            pending = {Date.to_date(day): points for day, points in account._get_pending()}
            available = account._get_available()
        assert pending == self.shop.later(who, self.now)
        assert available == max(0, self.shop.available(who, self.now))
        lots = account.lot_ids.filtered(
            lambda lot: lot.points and lot.available_on and lot.available_on > self.now.date()
        )
        assert sum(lots.mapped("points")) == sum(pending.values())


@tagged("post_install", "-at_install")
class TestStateful(PointsCommon):
    def test_random_histories(self):
        LedgerMachine.case = self
        self.start = self.env.cr.now()
        run_state_machine_as_test(
            LedgerMachine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        _logger.info("%s steps", LedgerMachine.steps)
        self.assertGreater(LedgerMachine.steps, EXAMPLES * 2)
