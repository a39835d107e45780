"""What any room may use: fields that only the server writes, steps that may fail, SQL files.

Builds on no other room.
"""

from . import points_input_mixin
from . import points_load_mixin
from . import points_server_fields_mixin
