from datetime import date
from reprlib import repr as shorten

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ...points.periods import MONTHS_BACK, Days, get_before, get_period
from ..common import limits
from .overview_scope import MANAGER, Scope

#: Days of one's own are at most so many: a hundred lines of weeks can still be looked at.
MOST_DAYS = 1830


class PointsOverview(models.AbstractModel):
    """What the programs of a company cost and bring in a period.

    Nothing is stored: a fixed number of statements reads entries, accounts, lots and orders. Of
    several currencies there is never a sum, since the figures are those of the current company
    and its branches.
    """

    _name = "points.overview"
    _description = "Loyalty Overview"

    @api.readonly
    @api.model
    def read_figures(
        self, period="twelve", first=False, last=False, program_id=False, config_id=False
    ):
        """The figures of the overview, of the current company and its branches.

        :param str period: ``month``, ``last_month``, ``quarter``, ``year``, ``twelve`` (the last
            12 months), or ``own`` for the days from first to last
        :param str first: the first day of ``own``, as an ISO date in the time zone of the program
        :param str last: the last day of ``own``, included
        :param int program_id: a ``points.program``; all of the company when it is left out
        :param int config_id: a ``pos.config``; all shops when it is left out
        :return dict: days as ISO dates, points as whole numbers, money in the currency of the
            company, shares from 0 to 1; what cannot be said is ``None``
        :raises AccessError: when the user is no manager of the point of sale, or may not read the
            program or the shop
        :raises UserError: when a period, a day or a record is none
        """
        scope = self._get_scope(period, first, last, program_id, config_id)
        self._prepare_to_read()
        # The history is read beside it: leave a core to that.
        self.env.cr.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        points, sales = self._read_points(scope), self._read_sales(scope)
        return {
            **self._describe(scope),
            **points,
            **sales,
            "figures": self._compare(points["figures"], sales["figures"]),
            "missing": self._get_missing(scope, points, sales),
        }

    @api.readonly
    @api.model
    def read_history(
        self, period="twelve", first=False, last=False, program_id=False, config_id=False
    ):
        """What looks back a year, whatever the period is: breakage and cohorts. It is a call of its
        own, so that the figures need not wait for it.

        :param str period: see ``read_figures``, as all that follow
        :return dict: as ``read_figures``; no ``breakage`` where only some points are looked at
        :raises AccessError: see ``read_figures``
        :raises UserError: see ``read_figures``
        """
        scope = self._get_scope(period, first, last, program_id, config_id)
        self._prepare_to_read()
        return {"breakage": self._read_breakage(scope), "cohorts": self._read_cohorts(scope)}

    @api.model
    def _prepare_to_read(self):
        self.env.flush_all()
        # PostgreSQL would spend more time on compiling the statements than it saves, and on files
        # of what it sorts.
        self.env.cr.execute("SET LOCAL jit = off; SET LOCAL work_mem = '32MB'")

    @api.model
    def _compare(self, points, sales):
        """Each figure with that of the period before.

        :param dict points: the figures of both periods, by ``now`` and ``before``
        :param dict sales: more of them
        """
        now, before = ({**points[period], **sales[period]} for period in ("now", "before"))
        spent = {"now": now, "before": before}
        for figures in spent.values():
            cost, turnover = figures["value_spent"], figures["turnover"]
            figures["cost"] = cost / turnover if turnover > 0 else None
        return {name: {"value": now[name], "before": before[name]} for name in now}

    @api.model
    def _describe(self, scope):
        currency = self.env.company.currency_id
        return {
            "currency_id": currency.id,
            "tz": scope.tz,
            "is_partial": scope.is_partial,
            "days": [day.isoformat() for day in scope.days],
            "days_before": [day.isoformat() for day in scope.before],
            "programs": self._get_programs().mapped(lambda p: {"id": p.id, "name": p.name}),
            "shops": self._get_shops().mapped(lambda c: {"id": c.id, "name": c.name}),
        }

    @api.model
    def _get_missing(self, scope, points, sales):
        """What has to be there before there is anything to see: the name of the first step."""
        if not scope.programs:
            return "program"
        if not scope.programs.sudo().config_ids:
            return "shop"
        figures = sales["figures"]
        if not (figures["now"]["members"] or figures["now"]["turnover"] or points["flow"]["kinds"]):
            return "sales"
        return False

    # What is asked for

    @api.model
    def _get_scope(self, period, first, last, program_id, config_id):
        """What somebody asks for, checked.

        :return Scope:
        """
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only managers of the point of sale see points."))
        program = self._get_asked("points.program", program_id, self._get_programs())
        shop = self._get_asked("pos.config", config_id, self._get_shops())
        program = program or shop.points_program_id & self._get_programs()
        programs = program or self._get_programs()
        shops = shop or self._get_shops()
        if program and not shop:
            shops = shops.filtered(lambda config: config.points_program_id == program)
        tz = programs[:1].tz or self.env.user.tz or "UTC"
        today = pytz.utc.localize(fields.Datetime.now()).astimezone(pytz.timezone(tz)).date()
        days = self._get_days(period, first, last, today)
        is_partial = bool(shop) or self._is_run_elsewhere(programs)
        return Scope(programs, shops, is_partial, tz, days, get_before(period, days), today)

    @api.model
    def _get_asked(self, model, record_id, known):
        """The record that somebody asks for, or none.

        :param known: the records that there are to choose from
        """
        record = self.env[model]
        if record_id is False or record_id is None:
            return record
        limits.check_id(self.env, record_id, record._description)
        record = record.browse(record_id)
        record.check_access("read")
        if record not in known:
            raise UserError(
                self.env._(
                    "%(name)s does not belong to %(company)s. Switch to its company, then try "
                    "again.",
                    name=record.exists().display_name or record._description,
                    company=self.env.company.name,
                )
            )
        return record

    @api.model
    def _get_companies(self):
        return self.env["res.partner"]._get_figure_companies()

    @api.model
    def _get_programs(self):
        """The programs of the company and its branches, and those that a branch shares; archived
        ones too, since their points are still owed."""
        known = (self._get_companies() + self.env.company.sudo().parent_ids).ids
        programs = self.env["points.program"].with_context(active_test=False)
        return programs.search([("company_id", "in", known)]).with_env(self.env)

    @api.model
    def _get_shops(self):
        shops = self.env["pos.config"].with_context(active_test=False)
        domain = [("company_id", "in", self._get_companies().ids)]
        return shops.search(domain, order="name, id").with_env(self.env)

    @api.model
    def _is_run_elsewhere(self, programs):
        """Whether shops of other companies give points of these programs, too."""
        domain = Domain("points_program_id", "in", programs.ids)
        domain &= Domain("company_id", "not in", self._get_companies().ids)
        shops = self.env["pos.config"].sudo().with_context(active_test=False)
        return bool(shops.search_count(domain, limit=1))

    @api.model
    def _get_days(self, period, first, last, today):
        if isinstance(period, str) and period in MONTHS_BACK:
            return get_period(period, today)
        if period != "own":
            raise UserError(
                self.env._(
                    "The period must be one of %(names)s, not %(value)s.",
                    names=", ".join([*MONTHS_BACK, "own"]),
                    value=shorten(period),
                )
            )
        days = Days(self._get_day(first), self._get_day(last))
        self._check_days(days)
        return days

    @api.model
    def _get_day(self, value):
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "The days of the period must be dates such as 2026-12-31, not %(value)s.",
                    value=shorten(value),
                )
            ) from error

    @api.model
    def _check_days(self, days):
        if days.first > days.last:
            raise UserError(
                self.env._("The period ends before it begins. Choose a last day after the first.")
            )
        if days.count > MOST_DAYS or days.first.year < 1900 or days.last.year > 2200:
            raise UserError(
                self.env._(
                    "The period can have at most %(most)s days, between 1900 and 2200. Choose a "
                    "shorter one.",
                    most=MOST_DAYS,
                )
            )
