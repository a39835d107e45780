from . import test_access
from . import test_concurrency
from . import test_earning
from . import test_ledger
from . import test_program
from . import test_sql_count
from . import test_stories
from . import test_till
