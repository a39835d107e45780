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
    counted = set()
    earned = give_all(basket, terms["rules"], {}, counted)
    if basket["paid_in_points"] > 0 and not terms["earns_on_points"]:
        by_money = give_all(basket, terms["rules"], get_parts_in_money(basket, counted))
        if sum(by_money.values()) < sum(earned.values()):
            earned = by_money
    for most in get_caps(terms, earned_today):
        total = sum(earned.values())
        if most < total:
            earned = dict(zip(earned, divide(most, earned.values()), strict=True))
    points = {}
    for (line, _rule), number in earned.items():
        points[line] = points.get(line, 0) + number
    return {line: number for line, number in points.items() if number}


def give_all(basket, rules, money, counted=None):
    """Points by (line, rule).

    :param dict money: the part of a line that money paid, by its key; all of it where missing
    :param set counted: is told the keys of lines of which a rule has counted something
    """
    counted = set() if counted is None else counted
    things = get_things(basket["lines"], charge_for(basket["lines"], "earns"))
    earned, taken = {}, set()
    for rule in [rule for rule in rules if not rule["bonus"]]:
        if not is_met(rule, basket, things):
            continue
        lines = pick(rule, [without(thing, taken) for thing in things])
        taken |= {line["key"] for line in lines}
        if rule["points"] or rule["basis"] == "product":
            earned.update(give(rule, lines, {}, money, counted))
        else:
            none = {line["key"] for line in lines}
            things = [without(thing, none) for thing in things]
    base = {line: points for (line, _rule), points in earned.items()}
    for rule in [rule for rule in rules if rule["bonus"]]:
        if is_met(rule, basket, things):
            earned.update(give(rule, pick(rule, things), base, money, counted))
    return earned


def get_parts_in_money(basket, counted):
    """Of goods that earn, and that points may pay for, each the same part."""
    priced = [
        {**line, "amount": line["amount"] if line["price"] is None else line["price"]}
        for line in basket["lines"]
    ]
    paid = {
        line["key"]: line["amount"]
        for line in charge_for(priced, "earns")
        if line["payable"] and line["key"] in counted
    }
    whole = sum(paid.values())
    return dict.fromkeys(paid, Fraction(max(0, whole - basket["paid_in_points"]), max(1, whole)))


def divide(total, claims):
    """Whole parts of a total; the units that rounding leaves go to the largest remainders."""
    claims = list(claims)
    if not total:
        return [0] * len(claims)
    exact = [total * claim / Fraction(sum(claims)) for claim in claims]
    parts = [number.numerator // number.denominator for number in exact]
    while sum(parts) < total:
        gaps = [number - part for number, part in zip(exact, parts, strict=True)]
        parts[gaps.index(max(gaps))] += 1
    return parts


def charge_for(lines, flag):
    """What was charged for the goods of which the flag is set: what they cost, less what came
    back, less their part of the discounts."""
    heads = {line["head"] for line in lines} - {""}
    menus = {line["key"]: line for line in lines if line["key"] in heads}
    lines = [
        {**line, **{name: line[name] and menus.get(line["head"], line)[name] for name in FLAGS}}
        for line in lines
        if line["kind"] in ("goods", "discount")
    ]
    goods = []
    for value in (True, False):
        group = [line for line in lines if line[flag] == value]
        kept = keep(group)
        lower(kept, [line for line in group if not is_discount(line)])
        goods += kept
    discounts = [line for line in lines if is_discount(line)]
    lower(goods, [dict(line) for line in goods] + discounts)
    in_order = [line["key"] for line in lines]
    goods.sort(key=lambda line: in_order.index(line["key"]))
    return [line for line in goods if line["amount"] and line[flag]]


FLAGS = ("earns", "payable")


def is_discount(line):
    if line["kind"] == "discount":
        return True
    # Units at less than nothing, or such units that are taken out again.
    no_price = line["amount"] and not line["quantity"]
    return line["kind"] == "goods" and (no_price or line["amount"] * line["quantity"] < 0)


def keep(lines):
    """The goods sold that did not come back in the same sale."""
    goods = [
        dict(line)
        for line in lines
        if line["kind"] == "goods" and line["quantity"] > 0 and line["amount"] > 0
    ]
    for back in [line for line in lines if line["kind"] == "goods" and line["quantity"] < 0]:
        units = -back["quantity"]
        same = [line for line in goods if line["product"] == back["product"] and line["quantity"]]
        for line in sorted(same, key=lambda x: (-price_of(x), x["key"])):
            gone = min(units, line["quantity"])
            units -= gone
            line["gone"] = line.get("gone", 0) + gone
            line["price_of_one"] = price_of(line)
            line["quantity"] -= gone
    for line in goods:
        if line.get("gone"):
            full = line["quantity"] + line["gone"]
            line["amount"] -= line["amount"] * line["gone"] // full
    return [line for line in goods if line["quantity"] and line["amount"] > 0]


def price_of(line):
    return line.get("price_of_one") or Fraction(line["amount"], line["quantity"])


def lower(goods, lines):
    """Lower the goods to what was charged for the lines, tax by tax, then all of them."""
    for taxes in dict.fromkeys(line["taxes"] for line in lines if line["amount"] < 0):
        fit(
            [line for line in goods if line["taxes"] == taxes],
            [line for line in lines if line["taxes"] == taxes],
        )
    fit(goods, lines)


def fit(goods, lines):
    """Lower the goods' amounts to what was charged for the lines."""
    charged = max(0, sum(line["amount"] for line in lines))
    off = max(0, sum(line["amount"] for line in goods) - charged)
    for line, part in zip(goods, divide(off, [line["amount"] for line in goods]), strict=True):
        line["amount"] -= part


def get_things(lines, goods):
    """What is sold: pairs of what it is, and the lines that carry its money."""
    heads = {line["head"] for line in lines} - {""}
    menus = {line["key"]: dict(line) for line in lines if line["key"] in heads}
    for menu in menus.values():
        menu["left"] = count_menus(menu, lines)
    things = {}
    for line in goods:
        key = line["key"] if line["key"] in menus else line["head"]
        if menus.get(key, {}).get("left", 0) > 0:
            menu = {**menus[key], "quantity": menus[key]["left"]}
            things.setdefault(key, (menu, []))[1].append(line)
        else:
            things[line["key"]] = (line, [line])
    return list(things.values())


def count_menus(menu, lines):
    """How many menus of a line are sold, the same ones taken off that come back."""
    heads = {line["head"] for line in lines}
    if menu["kind"] != "goods" or menu["quantity"] <= 0:
        return 0
    back = -sum(
        line["quantity"]
        for line in lines
        if line["product"] == menu["product"] and line["kind"] == "goods" and line["quantity"] < 0
    )
    same = [
        line
        for line in lines
        if line["product"] == menu["product"]
        and line["kind"] == "goods"
        and line["quantity"] > 0
        and (line["amount"] > 0 or line["key"] in heads)
    ]
    for line in sorted(same, key=lambda x: (-Fraction(x["amount"], x["quantity"]), x["key"])):
        gone = min(back, line["quantity"])
        back -= gone
        if line["key"] == menu["key"]:
            return line["quantity"] - gone
    return 0


def without(thing, gone):
    head, parts = thing
    return head, [part for part in parts if part["key"] not in gone]


def is_met(rule, basket, things):
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
        return False
    named = pick(rule, things)
    quantity, amount = (sum(line[name] for line in named) for name in ("quantity", "amount"))
    return quantity >= rule["least_quantity"] and amount >= rule["least_amount"]


def pick(rule, things):
    """The lines that a rule is about: those of a whole menu, or some of its parts."""
    picked = []
    for head, parts in things:
        if names(rule, head):
            units = divide(head["quantity"], [part["amount"] for part in parts]) if parts else []
            picked += [
                {**part, "quantity": unit, "product_points": head["product_points"]}
                for part, unit in zip(parts, units, strict=True)
            ]
        else:
            picked += [part for part in parts if names(rule, part)]
    return picked


def names(rule, line):
    if rule["basis"] == "product" and not line["product_points"]:
        return False
    return all(set(group) & set(line["labels"]) for group in rule["what"])


def give(rule, lines, base, money, counted):
    """Points of a rule, by line and rule."""
    if not lines:
        return {}
    measures = {
        "unit": [line["quantity"] for line in lines],
        "product": [line["quantity"] * line["product_points"] for line in lines],
        "base": [base.get(line["key"], 0) for line in lines],
    }.get(rule["basis"], [line["amount"] for line in lines])
    pairs = list(zip(lines, measures, strict=True))
    counted.update(line["key"] for line, measure in pairs if measure)
    in_money = measures
    if rule["basis"] != "base":
        in_money = [measure * Fraction(money.get(line["key"], 1)) for line, measure in pairs]
    if rule["basis"] == "order":
        points = int(rule["points"] * Fraction(sum(in_money), sum(measures)))
    elif rule["basis"] == "amount":
        points = int(Fraction(sum(in_money), rule["per"])) * rule["points"]
    else:
        points = int(Fraction(sum(in_money) * rule["points"], rule["per"]))
    parts = divide(points, in_money)
    return {(line["key"], rule["key"]): part for line, part in zip(lines, parts, strict=True)}


def get_caps(terms, earned_today):
    """The most points of an order and of a day, in their order."""
    if terms["order_cap"]:
        yield terms["order_cap"]
    if terms["day_cap"]:
        yield max(0, terms["day_cap"] - earned_today)
