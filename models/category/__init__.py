"""Categories that keep themselves, and tiers: conditions, evaluation, the way to the next tier.

Builds on ``ledger`` and ``sale``, and reads balances in SQL.
"""

from . import pos_order
from . import res_partner_category
from . import res_partner_category_condition
from . import res_partner_category_query
from . import res_partner_category_sentence
from . import res_partner_category_automat
from . import res_partner_category_night
from . import res_partner_category_tier
from . import res_partner
from . import res_partner_tier
from . import customer_category_membership
