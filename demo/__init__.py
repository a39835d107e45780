from . import points_demo, points_demo_messages, points_demo_till, points_demo_year
