"""The way of a paid order: basket, earning, returns, credit notes, the customer
afterwards, the explanation.

Builds on ``program`` and ``ledger``.
"""

from . import account_move
from . import account_move_line
from . import points_entry
from . import pos_config
from . import pos_order
from . import pos_order_activity
from . import pos_order_basket
from . import pos_order_credit_note
from . import pos_order_customer
from . import pos_order_earning
from . import pos_order_evidence
from . import pos_order_line
from . import pos_order_line_evidence
from . import pos_order_return
from . import pos_order_return_preview
from . import pos_session
