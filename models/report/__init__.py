"""What a program costs and brings: figures of a period, read whenever somebody looks; the points
liability, and its draft journal entry.

Builds on ``program``, ``ledger`` and ``sale``.
"""

from . import account_move
from . import digest_digest
from . import points_entry
from . import points_liability
from . import points_liability_entry
from . import points_overview
from . import points_overview_breakage
from . import points_overview_points
from . import points_overview_records
from . import points_overview_sales
from . import points_program
from . import pos_order
