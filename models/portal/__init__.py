"""What customers see and do by themselves: statement, card, the code on the receipt, enrolment.

Builds on ``program``, ``ledger``, ``sale``, ``search`` and ``messages``.
"""

from . import ir_actions_report
from . import points_account
from . import points_entry
from . import points_receipt_claim
from . import points_receipt_failure
from . import pos_order
from . import report_points_statement
from . import res_partner_barcode
from . import res_partner_consent
from . import res_partner_statement
