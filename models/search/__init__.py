from . import customer_duplicate
from . import res_partner_duplicate
from . import res_partner
from . import res_partner_directory
