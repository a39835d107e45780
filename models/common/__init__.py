"""Models for any room, such as fields that only the server writes.

Builds on no other room.
"""

from . import points_input_mixin
from . import points_server_fields_mixin
