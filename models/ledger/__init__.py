"""Accounts, entries, lots and holds, and the proof that they are right. Only it moves points.

Builds on ``program``, and knows nobody that stands on it.
"""

from . import points_account
from . import points_account_till
from . import points_entry
from . import points_hold
from . import points_lot
from . import points_ownership
from . import points_proof
from . import points_proof_constraints
from . import points_proof_guards
from . import points_proof_ownership
from . import res_partner
