from . import base_partner_merge
from . import points_adjust
from . import points_as_at
from . import points_erase
from . import points_simulation
from . import points_simulation_line
from . import points_simulation_week
from . import points_take_over
