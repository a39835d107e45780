"""What a basket earns, computed a second time: slowly, in fractions, by the words of the design.

Shares no code with points/earning.py. It is what the vectors are held to besides.
"""

from datetime import date
from fractions import Fraction


def get_points(basket, terms, earned_today=0):
    """Points by the key of the line, without those that earn nothing.

    :param dict basket: a basket as JSON
    :param dict terms: a program's terms as JSON
    """
    goods = charge_for(basket["lines"])
    earned = {}  # (line, rule) -> points
    for rule in [rule for rule in terms["rules"] if not rule["bonus"]]:
        taken = {line for line, _rule in earned}
        free = [line for line in pick(rule, basket, goods) if line["key"] not in taken]
        earned.update(give(rule, free, {}))
    base = {line: points for (line, _rule), points in earned.items()}
    for rule in [rule for rule in terms["rules"] if rule["bonus"]]:
        earned.update(give(rule, pick(rule, basket, goods), base))
    for most in get_limits(basket, terms, earned_today):
        total = sum(earned.values())
        if most(total) < total:
            earned = dict(zip(earned, divide(most(total), earned.values()), strict=True))
    points = {}
    for (line, _rule), number in earned.items():
        points[line] = points.get(line, 0) + number
    return {line: number for line, number in points.items() if number}


def divide(total, claims):
    """Whole parts of a total; the units that rounding leaves go to the largest remainders."""
    claims = list(claims)
    if not total:
        return [0] * len(claims)
    exact = [Fraction(total * claim, sum(claims)) for claim in claims]
    parts = [number.numerator // number.denominator for number in exact]
    while sum(parts) < total:
        gaps = [number - part for number, part in zip(exact, parts, strict=True)]
        parts[gaps.index(max(gaps))] += 1
    return parts


def charge_for(lines):
    """The goods sold, less returns and discounts, as lines of their own."""
    goods = [dict(line) for line in lines if line["quantity"] > 0 and line["amount"] > 0]
    for back in [line for line in lines if line["quantity"] < 0]:
        units = -back["quantity"]
        same = [line for line in goods if line["product"] == back["product"] and line["quantity"]]
        for line in sorted(same, key=lambda x: (-price_of(x), x["key"])):
            gone = min(units, line["quantity"])
            units -= gone
            line["gone"] = line.get("gone", 0) + gone
            line["price"] = price_of(line)
            line["quantity"] -= gone
    for line in goods:
        if line.get("gone"):
            full = line["quantity"] + line["gone"]
            line["amount"] -= line["amount"] * line["gone"] // full
    goods = [line for line in goods if line["quantity"] and line["amount"] > 0]
    discounted = dict.fromkeys(line["taxes"] for line in lines if line["amount"] < 0)
    for taxes in discounted:
        fit(
            [line for line in goods if line["taxes"] == taxes],
            [x for x in lines if x["taxes"] == taxes],
        )
    fit(goods, lines)
    return [line for line in goods if line["amount"]]


def price_of(line):
    return line.get("price") or Fraction(line["amount"], line["quantity"])


def fit(goods, lines):
    """Lower the goods' amounts to what was charged for the lines."""
    charged = max(0, sum(line["amount"] for line in lines))
    off = max(0, sum(line["amount"] for line in goods) - charged)
    for line, part in zip(goods, divide(off, [line["amount"] for line in goods]), strict=True):
        line["amount"] -= part


def pick(rule, basket, goods):
    when = rule["when"]
    weekday = date.fromisoformat(basket["day"]).weekday() + 1
    start, end, now = when["from_minute"], when["to_minute"], basket["minute"]
    minutes = range(start, end) if start < end else {*range(start, 1440), *range(end)}
    if (
        (rule["who"] and not set(rule["who"]) & set(basket["customer"]))
        or (when["first_day"] and basket["day"] < when["first_day"])
        or (when["last_day"] and basket["day"] > when["last_day"])
        or (when["weekdays"] and weekday not in when["weekdays"])
        or now not in minutes
    ):
        return []
    named = [
        line
        for line in goods
        if all(set(group) & set(line["labels"]) for group in rule["what"])
        and (rule["basis"] != "product" or line["product_points"])
    ]
    quantity, amount = (sum(line[name] for line in named) for name in ("quantity", "amount"))
    enough = quantity >= rule["least_quantity"] and amount >= rule["least_amount"]
    return named if enough else []


def give(rule, lines, base):
    """Points of a rule, by line and rule."""
    if not lines:
        return {}
    counted = {
        "unit": [line["quantity"] for line in lines],
        "product": [line["quantity"] * line["product_points"] for line in lines],
        "base": [base.get(line["key"], 0) for line in lines],
    }.get(rule["basis"], [line["amount"] for line in lines])
    if rule["basis"] == "order":
        points = rule["points"]
    elif rule["basis"] == "amount":
        points = sum(counted) // rule["per"] * rule["points"]
    else:
        points = int(Fraction(sum(counted) * rule["points"], rule["per"]))
    parts = divide(points, counted)
    return {(line["key"], rule["key"]): part for line, part in zip(lines, parts, strict=True)}


def get_limits(basket, terms, earned_today):
    """Functions from points to the most that a limit lets through, in their order."""
    paid, total = basket["paid_in_points"], basket["total"]
    if paid > 0 and not terms["earns_on_points"]:
        unpaid = Fraction(max(0, total - paid), max(1, total))
        yield lambda points: int(points * unpaid)
    if terms["order_cap"]:
        yield lambda points: terms["order_cap"]
    if terms["day_cap"]:
        yield lambda points: max(0, terms["day_cap"] - earned_today)
