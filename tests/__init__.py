from importlib.util import find_spec

from .program import test_input
from .program import test_program
from .program import test_rules
from .program import test_simulation
from .ledger import test_as_at
from .ledger import test_concurrency
from .ledger import test_ledger
from .ledger import test_processes
from .ledger import test_proof
from .ledger import test_proof_of_ownership
from .sale import test_customer_afterwards
from .sale import test_earning
from .sale import test_explain
from .sale import test_line_vectors
from .sale import test_lines
from .sale import test_returns
from .sale import test_sql_count
from .sale import test_stories
from .sale import test_till
from .sale import test_what_earns
from .spending import test_spending
from .spending import test_spending_accounting
from .spending import test_spending_discount
from .spending import test_spending_processes
from .spending import test_exchange
from .spending import test_spending_return
from .spending import test_till_spending
from .safeguards import test_alerts
from .safeguards import test_care_concurrency
from .safeguards import test_confirmation
from .safeguards import test_till_confirmation
from .adjustment import test_adjust
from .adjustment import test_api
from .adjustment import test_batch
from .customer import test_customer_history
from .customer import test_figures
from .customer import test_limits as test_customer_limits
from .customer import test_partners
from .customer import test_till_sheet
from .customer import test_write
from .search import test_directory
from .search import test_directory_tour
from .search import test_limits as test_search_limits
from .search import test_search
from .search import test_till_customer
from .search import test_till_search
from .category import test_categories
from .category import test_tiers
from .category import test_till_tiers
from .attacks import test_access
from .attacks import test_anonymous
from .attacks import test_api_user
from .attacks import test_cashier
from .attacks import test_database
from .attacks import test_fields
from .attacks import test_generated
from .attacks import test_internal
from .attacks import test_other_company
from .attacks import test_portal
from .house import test_one_definition

# Whoever runs Odoo's tests on a database with this module need not have Hypothesis.
if find_spec("hypothesis"):
    from .attacks import test_adversary
    from .category import test_categories_stateful
    from .sale import test_stateful
