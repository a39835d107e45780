"""Points as a payment: set aside by a till, spent by the paid order, returned, booked, a discount.

Rewards are a discount, too.

Builds on ``program``, ``ledger`` and ``sale``.
"""

from . import points_program
from . import points_hold
from . import points_proof
from . import points_reward
from . import pos_config
from . import pos_order_line
from . import pos_order
from . import pos_order_return
from . import pos_order_return_preview
from . import pos_order_discount
from . import pos_order_reward
from . import pos_payment
from . import pos_payment_method
from . import pos_session_closing
from . import pos_session
