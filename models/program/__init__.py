"""What a shop decides: programs and their versions, earning rules, rewards, the settings.

Builds on no other room. (A program shows its accounts of the ledger, and its till loads them.)
"""

from . import points_plan_part_mixin
from . import points_program
from . import points_program_version
from . import points_reward
from . import points_rule
from . import points_rule_example
from . import points_rule_sentence
from . import pos_config
from . import pos_session
from . import product_category
from . import product_product
from . import product_template
from . import res_config_settings
