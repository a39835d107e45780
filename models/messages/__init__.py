"""Messages to customers: who agreed to which, the link by which they say no, what they are told.

Builds on ``customer``.
"""

from . import customer_consent
from . import res_partner
from . import res_partner_consent
from . import res_partner_told
from . import res_partner_mails
from . import res_partner_till_message
from . import pos_order
from . import pos_order_line
from . import mail_message
from . import mail_thread_consent
from . import mail_mail_consent
from . import mail_template
