"""The arithmetic of points, in plain Python: no Odoo, no database, no clock, no float.

Money is counted in the smallest unit of its currency (25.00 EUR is ``2500``), quantities in
millionths of their unit of measure (0.325 kg is ``325000``), points are whole.
"""
