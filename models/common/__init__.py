"""What every room uses, and what knows none of them."""

from . import points_server_fields_mixin
