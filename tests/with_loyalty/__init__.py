from . import test_line_vectors
from . import test_reward_lines
