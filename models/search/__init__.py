"""Finding a customer: the words of a search, the directory's columns and order, duplicates, cards.

Builds on ``customer``.
"""

from . import customer_card
from . import customer_duplicate
from . import res_partner_duplicate
from . import res_partner_card
from . import res_partner
from . import res_partner_directory
