"""What a program costs and brings: figures of a period, read whenever somebody looks.

Builds on ``program``, ``ledger`` and ``sale``.
"""

from . import digest_digest
from . import points_overview
from . import points_overview_breakage
from . import points_overview_points
from . import points_overview_records
from . import points_overview_sales
from . import pos_order
