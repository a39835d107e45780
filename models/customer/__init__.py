"""The customer's sheet: purchases, turnover, account balance, points, messages, in office and till.

Builds on ``program``, ``ledger`` and ``sale``.
"""

from . import account_move
from . import customer_purchase
from . import customer_turnover
from . import points_account
from . import points_program
from . import pos_order_history
from . import pos_order_line
from . import pos_order
from . import pos_order_first
from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_partner_figures
from . import res_partner_account
from . import res_partner_points
from . import res_partner_turnover
from . import res_partner_person
from . import res_partner_referrer
from . import res_partner_sheet
from . import res_partner_message
from . import res_partner_till
