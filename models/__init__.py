"""The ORM around points/, a room for each subject, in the order in which they stand on each other.

A room imports from, extends and names the models of the rooms before it in this list, never of
those after it: tests/plain/test_rooms.py fails where an arrow goes the other way.
What several rooms do with one paid order is called by sale/pos_order.py, step by step.
"""

from . import common
from . import program
from . import ledger
from . import sale
from . import spending
from . import adjustment
from . import safeguards
from . import customer
from . import search
from . import category
from . import messages
from . import portal
from . import report
