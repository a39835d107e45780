"""Messages to customers: who agreed to which, the link by which they say no, what they are told.

Builds on ``customer``.
"""

from . import customer_consent
from . import res_partner
from . import res_partner_consent
from . import mail_template
