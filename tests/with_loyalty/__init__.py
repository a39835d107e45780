from . import test_reward_lines
