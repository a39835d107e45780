"""Messages to customers: who agreed to which, the link by which they say no, what they are told.

Builds on ``program``, ``ledger`` and ``customer``; it reads memberships of tiers in SQL.
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
from . import res_partner_mailing
from . import points_program_mail
from . import points_program_mail_events
from . import points_program_mail_upcoming
from . import points_program
from . import customer_mailing
from . import customer_mailing_recipient
from . import mail_mail
from . import mail_thread
