from . import points_account
from . import points_entry
from . import points_hold
from . import points_lot
from . import points_proof
