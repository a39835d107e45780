from . import points_receipt
from . import points_statement
from . import unsubscribe
