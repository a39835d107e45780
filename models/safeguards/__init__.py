"""Fraud prevention: codes and PINs that confirm, alerts; and what an erased customer leaves behind.

Builds on ``program``, ``ledger`` and ``adjustment``.
"""

from . import points_program
from . import points_account
from . import points_alert
from . import points_alert_look
from . import points_attention
from . import points_code
from . import points_code_failure
from . import points_entry
from . import points_hold
from . import pos_session
from . import res_partner
from . import res_users
