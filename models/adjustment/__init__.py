"""Points that no sale moves: by hand, in bulk, opening balances, and the API of other systems.

Builds on ``program`` and ``ledger``.
"""

from . import points_reason
from . import points_adjust_mixin
from . import points_api
from . import points_batch
from . import points_batch_line
