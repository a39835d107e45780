from importlib.util import find_spec

from . import test_access
from . import test_adjust
from . import test_alerts
from . import test_api
from . import test_as_at
from . import test_batch
from . import test_care_concurrency
from . import test_categories
from . import test_concurrency
from . import test_confirmation
from . import test_customer_afterwards
from . import test_customer_history
from . import test_directory
from . import test_earning
from . import test_explain
from . import test_figures
from . import test_ledger
from . import test_partners
from . import test_processes
from . import test_program
from . import test_proof
from . import test_returns
from . import test_rules
from . import test_search
from . import test_simulation
from . import test_spending
from . import test_spending_accounting
from . import test_spending_discount
from . import test_spending_processes
from . import test_spending_return
from . import test_sql_count
from . import test_stories
from . import test_tiers
from . import test_till
from . import test_till_confirmation
from . import test_till_customer
from . import test_till_search
from . import test_till_sheet
from . import test_till_spending
from . import test_till_tiers
from . import test_write

# Whoever runs Odoo's tests on a database with this module need not have Hypothesis.
if find_spec("hypothesis"):
    from . import test_categories_stateful
    from . import test_stateful
