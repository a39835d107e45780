from odoo import api, fields, models
from odoo.tools import SQL


class PointsAlertLook(models.Model):
    """How far the ledger was looked at for alerts.

    A sale costs nothing for it: every few minutes, what is new in the ledger is looked at, with
    one statement per kind of alert. Entries do not become visible in the order of their numbers,
    for a sale that began earlier may commit later. So the mark moves up to the newest entry of an
    earlier look only when all transactions that were under way then have ended; until then the
    same entries are looked at again, which finds the same alerts.
    """

    _name = "points.alert.look"
    _description = "Points Ledger Alert Scan"
    _log_access = False

    seen_id = fields.Integer(
        "Last Scanned Entry", required=True, help="All entries up to this number have been scanned."
    )
    newest_id = fields.Integer(
        "Newest Entry", required=True, help="The newest entry at the previous scan."
    )
    horizon = fields.Char(
        "Transaction Horizon", required=True, help="The database transaction of that scan."
    )

    @api.model
    def _cron_look(self):
        look = self._get()
        self.env["points.alert"]._record(look._find())
        look._move_on()

    @api.model
    def _get(self):
        """The mark; the first time, all that there is counts as seen."""
        self.env.flush_all()
        look = self.search([], limit=1)
        if not look:
            newest_id, horizon, _is_past = self._get_horizon("0")
            look = self.create({"seen_id": newest_id, "newest_id": newest_id, "horizon": horizon})
        return look

    def _move_on(self):
        newest_id, horizon, is_past = self._get_horizon(self.horizon)
        if is_past:
            self.write({"seen_id": self.newest_id, "newest_id": newest_id, "horizon": horizon})

    @api.model
    def _get_horizon(self, horizon):
        """Where the ledger and the transactions of this database are now.

        :param str horizon: a transaction
        :return tuple: the newest entry, this transaction, and whether all those before ``horizon``
            have ended
        """
        query = SQL(
            """
            SELECT COALESCE((SELECT max(id) FROM points_entry), 0),
                   pg_current_xact_id()::text,
                   pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8
            """,
            horizon,
        )
        ((newest_id, now, is_past),) = self.env.execute_query(query)
        return newest_id, now, is_past

    def _find(self):
        """What is to be alerted of the entries since the mark.

        :return list[dict]: fields of ``points.alert``
        """
        return [
            {**finding, "key": self._get_key(finding)}
            for query in self._get_queries()
            for finding in self.env.execute_query_dict(query)
        ]

    @api.model
    def _get_key(self, finding):
        names = ("kind", "program_id", "account_id", "user_id", "day")
        return "/".join(str(finding[name] or "-") for name in names)

    def _get_queries(self):
        """A statement for each kind of alert; each row is what ``points.alert`` takes."""
        return [
            self._get_earnings_query(),
            self._get_own_query(),
            self._get_customer_returns_query(),
            self._get_cashier_returns_query(),
        ]

    def _get_touched_query(self):
        """The accounts and days, in the time zone of the shop, that new entries are about."""
        return SQL(
            """
            SELECT DISTINCT e.account_id, e.program_id, p.tz,
                   (e.date AT TIME ZONE 'UTC' AT TIME ZONE p.tz)::date AS day
              FROM points_entry e JOIN points_program p ON p.id = e.program_id
              JOIN points_account a ON a.id = e.account_id AND a.partner_id IS NOT NULL
             WHERE e.id > %s AND e.kind NOT IN ('expire', 'opening')
            """,
            self.seen_id,
        )

    @api.model
    def _get_moment(self, day):
        """When a day begins in the time zone of the shop, in UTC."""
        return SQL("((%s)::timestamp AT TIME ZONE t.tz AT TIME ZONE 'UTC')", day)

    def _get_earnings_query(self):
        return SQL(
            """
            WITH touched AS (%(touched)s)
            SELECT 'earnings' AS kind, t.program_id, t.account_id, NULL::integer AS user_id,
                   t.day, 1 AS days, max(e.order_id) AS order_id, count(*) AS count
              FROM touched t
              JOIN points_program p ON p.id = t.program_id AND p.alert_earnings > 0
              JOIN points_entry e ON e.account_id = t.account_id
               AND e.date >= %(begins)s AND e.date < %(ends)s
               AND e.kind = 'earn' AND e.order_id IS NOT NULL
             GROUP BY t.program_id, t.account_id, t.day, p.alert_earnings
            HAVING count(*) > p.alert_earnings
            """,
            touched=self._get_touched_query(),
            begins=self._get_moment(SQL("t.day")),
            ends=self._get_moment(SQL("t.day + 1")),
        )

    def _get_own_query(self):
        return SQL(
            """
            WITH touched AS (%(touched)s), moved AS (
                SELECT e.id, t.program_id, t.account_id, t.day, e.user_id, e.order_id
                  FROM touched t
                  JOIN points_program p ON p.id = t.program_id AND p.alert_own_points
                  JOIN points_entry e ON e.account_id = t.account_id
                   AND e.date >= %(begins)s AND e.date < %(ends)s
                   AND e.kind IN ('earn', 'redeem', 'restore', 'transfer', 'adjust', 'bonus')
            ), made AS (%(cashiers)s)
            SELECT 'own' AS kind, m.program_id, m.account_id, made.user_id,
                   m.day, 1 AS days, max(m.order_id) AS order_id, count(DISTINCT m.id) AS count
              FROM moved m JOIN made ON made.id = m.id
              JOIN points_account a ON a.id = m.account_id
              JOIN res_partner customer ON customer.id = a.partner_id
              JOIN res_partner cashier ON cashier.id = made.partner_id
             WHERE customer.id IN (cashier.id, cashier.points_partner_id)
                OR cashier.email_normalized = NULLIF(customer.email_normalized, '')
                OR regexp_replace(cashier.phone, '\\D', '', 'g')
                   = NULLIF(regexp_replace(customer.phone, '\\D', '', 'g'), '')
             GROUP BY m.program_id, m.account_id, made.user_id, m.day
            """,
            touched=self._get_touched_query(),
            begins=self._get_moment(SQL("t.day")),
            ends=self._get_moment(SQL("t.day + 1")),
            cashiers=self._get_cashiers_query(),
        )

    @api.model
    def _get_cashiers_query(self):
        """Who made the entries that are in ``moved``: the user who posted them, that of the sale,
        and the employee at the till where Odoo knows one."""
        users = SQL(
            """
            SELECT m.id, u.id AS user_id, u.partner_id
              FROM moved m LEFT JOIN pos_order o ON o.id = m.order_id
              JOIN res_users u ON u.id IN (m.user_id, o.user_id)
            """
        )
        if "employee_id" not in self.env["pos.order"]._fields:
            return users
        return SQL(
            """
            %s UNION
            SELECT m.id, o.user_id, h.work_contact_id
              FROM moved m JOIN pos_order o ON o.id = m.order_id
              JOIN hr_employee h ON h.id = o.employee_id
            """,
            users,
        )

    def _get_returns_query(self):
        """New entries by which goods that came back move points, with the cashier and the day."""
        return SQL(
            """
            SELECT e.account_id, e.program_id, p.tz, o.user_id, p.alert_return_days AS days,
                   (e.date AT TIME ZONE 'UTC' AT TIME ZONE p.tz)::date AS day
              FROM points_entry e JOIN points_program p ON p.id = e.program_id
              JOIN pos_order o ON o.id = e.order_id
             WHERE e.id > %s AND e.kind IN ('clawback', 'restore')
            """,
            self.seen_id,
        )

    def _get_customer_returns_query(self):
        return SQL(
            """
            WITH touched AS (%(returns)s)
            SELECT 'customer_returns' AS kind, t.program_id, t.account_id, NULL::integer AS user_id,
                   t.day, t.days, max(e.order_id) AS order_id, count(DISTINCT e.order_id) AS count
              FROM (SELECT DISTINCT account_id, program_id, tz, days, day FROM touched) t
              JOIN points_program p ON p.id = t.program_id AND p.alert_customer_returns > 0
              JOIN points_entry e ON e.account_id = t.account_id
               AND e.date >= %(begins)s AND e.date < %(ends)s
               AND e.kind IN ('clawback', 'restore')
              JOIN points_account a ON a.id = t.account_id AND a.partner_id IS NOT NULL
             GROUP BY t.program_id, t.account_id, t.day, t.days, p.alert_customer_returns
            HAVING count(DISTINCT e.order_id) > p.alert_customer_returns
            """,
            returns=self._get_returns_query(),
            begins=self._get_moment(SQL("t.day - t.days + 1")),
            ends=self._get_moment(SQL("t.day + 1")),
        )

    def _get_cashier_returns_query(self):
        return SQL(
            """
            WITH touched AS (%(returns)s)
            SELECT 'cashier_returns' AS kind, t.program_id, NULL::integer AS account_id, t.user_id,
                   t.day, t.days, max(e.order_id) AS order_id, count(DISTINCT e.order_id) AS count
              FROM (SELECT DISTINCT user_id, program_id, tz, days, day FROM touched) t
              JOIN points_program p ON p.id = t.program_id AND p.alert_cashier_returns > 0
              JOIN points_entry e ON e.program_id = t.program_id
               AND e.date >= %(begins)s AND e.date < %(ends)s
               AND e.kind IN ('clawback', 'restore') AND e.detail->'credit_note' IS NULL
              JOIN pos_order o ON o.id = e.order_id AND o.user_id = t.user_id
             GROUP BY t.program_id, t.user_id, t.day, t.days, p.alert_cashier_returns
            HAVING count(DISTINCT e.order_id) > p.alert_cashier_returns
            """,
            returns=self._get_returns_query(),
            begins=self._get_moment(SQL("t.day - t.days + 1")),
            ends=self._get_moment(SQL("t.day + 1")),
        )
