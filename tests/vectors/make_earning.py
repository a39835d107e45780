"""Write earning.json: baskets and the points that each line earns, for Python and JavaScript.

The first ones are computed by hand, and say so (``by_hand``). The others are drawn at random, the
same at each run, and computed by the slow reference in tests/plain/reference.py, which is held to
the first ones too.

Run it in the folder of the add-on: python tests/vectors/make_earning.py
"""

import json
import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "plain"))

from reference import get_points  # noqa: E402

UNIT = 10**6
KINDS = (
    "discount",
    "returned",
    "tip",
    "deposit",
    "settlement",
    "gift_card",
    "top_up",
    "reward",
    "points",
)
DRAWN = 170
#: Drawn of what is no plain sale: combos, deposits, exchanges, articles that earn nothing, ...
DRAWN_OF_ALL_KINDS = 80


def line(key, amount, quantity=1, product=1, labels=(), **values):
    return {
        "key": key,
        "product": product,
        "quantity": round(quantity * UNIT),
        "amount": amount,
        "labels": sorted({f"p{product}", *labels}),
        "taxes": "",
        "product_points": 0,
        "kind": "goods",
        "head": "",
        "earns": True,
        "payable": True,
        "price": None,
        **values,
    }


def rule(key, basis, points=1, per=UNIT, **values):
    when = {"first_day": None, "last_day": None, "weekdays": [], "from_minute": 0, "to_minute": 0}
    return {
        "key": key,
        "basis": basis,
        "points": points,
        "per": per,
        "bonus": False,
        "what": [],
        "who": [],
        "least_quantity": 0,
        "least_amount": 0,
        **values,
        "when": {**when, **values.get("when", {})},
    }


def vector(why, lines, rules, points=None, earned_today=0, basket=None, **terms):
    basket = {
        "lines": lines,
        "customer": [],
        "day": "2026-11-24",
        "minute": 600,
        "paid_in_points": 0,
        **(basket or {}),
    }
    terms = {"rules": rules, "order_cap": 0, "day_cap": 0, "earns_on_points": False, **terms}
    by_hand = points is not None
    if not by_hand:
        points = get_points(basket, terms, earned_today)
    return {
        "why": why,
        "by_hand": by_hand,
        "basket": basket,
        "terms": terms,
        "earned_today": earned_today,
        "points": points,
    }


EURO = rule(1, "amount", per=100)
TEN_A_UNIT = rule(2, "unit", points=10)
DOUBLE = rule(3, "base", points=100, per=100, bonus=True)
WRITTEN = rule(4, "product")
BREAD, CHEESE = line("bread", 250), line("cheese", 390, product=2)
SALE = [line("a", 600), line("b", 400)]


def get_plain_cases():
    """Prices and no prices."""
    yield vector("an empty basket", [], [EURO], {})
    yield vector("no rules", [BREAD], [], {})
    yield vector("2.50 and 3.90 are 6 euros", [BREAD, CHEESE], [EURO], {"bread": 2, "cheese": 4})
    yield vector("a zero price", [line("a", 0), line("b", 200)], [EURO], {"b": 2})
    yield vector("a free line earns nothing by the unit", [line("a", 0, 5)], [TEN_A_UNIT], {})


def get_discount_cases():
    """Lines that take something off the others."""
    yield vector("100 % discount on the line", [line("a", 0), CHEESE], [EURO], {"cheese": 3})
    yield vector(
        "100 % discount on the order", [BREAD, CHEESE, line("off", -640, product=9)], [EURO], {}
    )
    yield vector(
        "a discount larger than the order", [BREAD, line("off", -999, -1, product=9)], [EURO], {}
    )
    yield vector(
        "10 % off 10.00 by a line with a negative quantity",
        [line("a", 600), line("b", 400, product=2), line("off", -100, -1, product=9)],
        [EURO],
        {"a": 5, "b": 4},
    )


def get_weight_cases():
    """Weights, and amounts that are no whole euro."""
    yield vector(
        "0.325 kg at 10 a kilogram", [line("honey", 390, 0.325)], [TEN_A_UNIT], {"honey": 3}
    )
    yield vector(
        "two weights are counted together: 0.65 kg",
        [line("a", 390, 0.325), line("b", 390, 0.325)],
        [TEN_A_UNIT],
        {"a": 3, "b": 3},
    )
    yield vector(
        "three times 0.35: the point of 1.05, to the first",
        [line("a", 35), line("b", 35), line("c", 35)],
        [EURO],
        {"a": 1},
    )
    yield vector("99 cents", [line("a", 99)], [EURO], {})


def get_currency_cases():
    """Other rates and currencies, and figures as large as they come."""
    yield vector(
        "2 points per whole 5.00", [line("a", 1999)], [rule(1, "amount", 2, 500)], {"a": 6}
    )
    yield vector("yen have no decimals", [line("a", 1500)], [rule(1, "amount", 1, 100)], {"a": 15})
    yield vector(
        "dinars have three: 1.500 at a point per 0.250",
        [line("a", 1500)],
        [rule(1, "amount", 1, 250)],
        {"a": 6},
    )
    yield vector(
        "a hundred million, at a point a cent",
        [line("a", 10**10)],
        [rule(1, "amount", 1, 1)],
        {"a": 10**10},
    )
    yield vector(
        "300 lines of 0.99: 297 euros, and the last three go without",
        [line(f"{number:03}", 99, product=number) for number in range(300)],
        [EURO],
        {f"{number:03}": 1 for number in range(297)},
    )


def get_tax_cases():
    """Goods and discounts of several taxes."""
    taxes = [
        line("book", 1055, taxes="1"),
        line("meal", 1100, product=2, taxes="2"),
        line("wine", 1200, product=3, taxes="3"),
    ]
    yield vector(
        "three taxes, included: 33.55", taxes, [EURO], {"book": 10, "meal": 11, "wine": 12}
    )
    yield vector(
        "a discount comes off its own tax",
        [*taxes, line("off", -200, -1, product=9, taxes="3")],
        [rule(1, "amount", per=100, what=[["p3"]])],
        {"wine": 10},
    )
    yield vector(
        "what its own tax does not cover comes off the others",
        [
            line("a", 1000, taxes="1"),
            line("b", 500, product=2, taxes="2"),
            line("off", -700, -1, product=9, taxes="2"),
        ],
        [EURO],
        {"a": 8},
    )


def get_return_cases():
    """Goods that are keyed in and out again."""
    yield vector(
        "three loaves less one", [line("a", 900, 3), line("b", -300, -1)], [EURO], {"a": 6}
    )
    yield vector(
        "keyed in and out again", [line("a", 9000, 30), line("b", -9000, -30)], [TEN_A_UNIT], {}
    )
    yield vector(
        "the dearer of two comes back",
        [line("a", 300), line("b", 500), line("c", -300, -1)],
        [TEN_A_UNIT],
        {"a": 10},
    )


def get_rule_cases():
    """Which rule a line earns by."""
    yield vector(
        "the first base rule that matches",
        [line("box", 3900, product=7), BREAD],
        [rule(9, "unit", 50, what=[["p7"]]), EURO],
        {"box": 50, "bread": 2},
    )
    yield vector(
        "products and categories both narrow",
        [
            line("a", 100, product=7),
            line("b", 100, labels=["c3"]),
            line("c", 100, product=7, labels=["c3"]),
        ],
        [rule(9, "unit", 5, what=[["p7"], ["c1", "c3"]])],
        {"c": 5},
    )


def get_bonus_cases():
    """Bonuses, for everybody or for some."""
    yield vector("double points", [BREAD, CHEESE], [EURO, DOUBLE], {"bread": 4, "cheese": 8})
    yield vector(
        "half as much again of 3 is 1",
        [line("a", 300)],
        [EURO, rule(3, "base", 50, 100, bonus=True)],
        {"a": 4},
    )
    yield vector("a bonus of nothing is nothing", [line("a", 50)], [EURO, DOUBLE], {})
    yield vector(
        "double points for Gold",
        [BREAD],
        [EURO, {**DOUBLE, "who": ["g7"]}],
        {"bread": 4},
        basket={"customer": ["g7", "g1"]},
    )
    yield vector("not for others", [BREAD], [EURO, {**DOUBLE, "who": ["g7"]}], {"bread": 2})


def get_order_cases():
    """Points for the order, and points written on the products."""
    yield vector(
        "20 points for the order, by amounts",
        [line("a", 300), line("b", 100)],
        [rule(1, "order", 20)],
        {"a": 15, "b": 5},
    )
    yield vector(
        "nothing for an order of returns", [line("a", -300, -1)], [rule(1, "order", 20)], {}
    )
    yield vector(
        "points written on the products",
        [
            line("wine", 900, 2, product_points=30),
            line("honey", 390, 0.325, product=2, product_points=10),
            line("x", 250, product=3),
        ],
        [WRITTEN, EURO],
        {"wine": 60, "honey": 3, "x": 2},
    )


def get_threshold_cases():
    """Rules that begin at a quantity or an amount."""
    six = rule(9, "unit", 9, least_quantity=6 * UNIT)
    yield vector("five are too few: the next rule", [line("a", 500, 5)], [six, EURO], {"a": 5})
    yield vector("six are enough", [line("a", 600, 6)], [six, EURO], {"a": 54})
    dear = rule(9, "amount", 2, 100, least_amount=2000)
    yield vector("19.99 is too little", [line("a", 1999)], [dear], {})
    yield vector("20.00 is enough", [line("a", 2000)], [dear], {"a": 40})


def get_calendar_cases():
    """Rules of some days and hours."""
    for day, points in [("2026-11-24", {"a": 7}), ("2026-11-25", {})]:
        tuesday = rule(1, "order", 7, when={"weekdays": [2]})
        yield vector(f"Tuesdays: {day}", [line("a", 100)], [tuesday], points, basket={"day": day})
    night = rule(1, "order", 7, when={"from_minute": 1320, "to_minute": 120})
    for minute, points in [(1319, {}), (1320, {"a": 7}), (0, {"a": 7}), (119, {"a": 7}), (120, {})]:
        yield vector(
            f"from 22:00 to 2:00: minute {minute}",
            [line("a", 100)],
            [night],
            points,
            basket={"minute": minute},
        )
    november = rule(1, "order", 7, when={"first_day": "2026-11-01", "last_day": "2026-11-30"})
    for day, points in [
        ("2026-10-31", {}),
        ("2026-11-01", {"a": 7}),
        ("2026-11-30", {"a": 7}),
        ("2026-12-01", {}),
    ]:
        yield vector(
            f"in November: {day}", [line("a", 100)], [november], points, basket={"day": day}
        )


def get_payment_cases():
    """Sales that are paid in points."""
    yield vector(
        "a quarter paid in points",
        SALE,
        [EURO],
        {"a": 4, "b": 3},
        basket={"paid_in_points": 250},
    )
    yield vector("all paid in points", SALE, [EURO], {}, basket={"paid_in_points": 1000})
    yield vector(
        "points earn points",
        SALE,
        [EURO],
        {"a": 6, "b": 4},
        basket={"paid_in_points": 250},
        earns_on_points=True,
    )


def get_cap_cases():
    """The most for a sale and for a day."""
    yield vector("at most 5 a sale", SALE, [EURO], {"a": 3, "b": 2}, order_cap=5)
    yield vector(
        "at most 12 a day, 9 were earned",
        SALE,
        [EURO],
        {"a": 2, "b": 1},
        earned_today=9,
        day_cap=12,
    )
    yield vector("the day is full", SALE, [EURO], {}, earned_today=12, day_cap=12)


def get_cases():
    """Baskets with the points that a person has computed for them."""
    yield from get_plain_cases()
    yield from get_discount_cases()
    yield from get_weight_cases()
    yield from get_currency_cases()
    yield from get_tax_cases()
    yield from get_return_cases()
    yield from get_rule_cases()
    yield from get_bonus_cases()
    yield from get_order_cases()
    yield from get_threshold_cases()
    yield from get_calendar_cases()
    yield from get_payment_cases()
    yield from get_cap_cases()


def in_points(amount):
    return {"paid_in_points": amount}


def apart(kind, amount, quantity=1):
    return line(kind, amount, quantity, product=90, kind=kind)


def lunch(soup=700, coffee=300, quantity=1, key="", head=(), **values):
    """A menu of 10.00, whose money lies in its soup and its coffee."""
    part = {"head": f"{key}lunch", **values}
    return [
        line(f"{key}lunch", 0, quantity, 20, ["c5"], **dict(head), **values),
        line(f"{key}soup", soup, quantity, 21, ["c6"], **part),
        line(f"{key}coffee", coffee, quantity, 22, ["c7"], **part),
    ]


def get_cases_in_points():
    """What points paid earns nothing: it belongs to goods that they may pay for and that earn."""
    bread, book = line("bread", 5000), line("book", 5000, product=2, payable=False)
    only_bread = rule(1, "amount", per=100, what=[["p1"]])
    yield vector(
        "bread in points, and a tip in cash",
        [bread, apart("tip", 1000)],
        [EURO],
        {},
        basket=in_points(5000),
    )
    yield vector(
        "what points may not buy and earns nothing was paid in cash",
        [bread, book],
        [only_bread],
        {},
        basket=in_points(5000),
    )
    yield vector(
        "what points may not buy earns for the cash that paid it",
        [bread, book],
        [EURO],
        {"book": 50},
        basket=in_points(5000),
    )
    yield vector(
        "a part of the bread, and all of the book",
        [bread, book],
        [EURO],
        {"bread": 30, "book": 50},
        basket=in_points(2000),
    )
    cake = line("cake", 1000, product=2)
    yield vector(
        "points pay first for what earns",
        [line("bread", 1000), cake],
        [only_bread],
        {"bread": 6},
        basket=in_points(400),
    )
    yield vector(
        "and then for what does not",
        [line("bread", 1000), cake],
        [only_bread],
        {},
        basket=in_points(1500),
    )
    yield vector(
        "a jumper of 60.00 for one of 50.00, and 10.00 in points",
        [apart("returned", -5000, -1), line("jumper", 6000)],
        [EURO],
        {"jumper": 50},
        basket=in_points(1000),
    )
    yield vector(
        "a shirt that points paid for another of the same price",
        [apart("returned", -5000, -1), line("shirt", 5000)],
        [EURO],
        {},
        basket=in_points(5000),
    )
    yield vector(
        "a shirt that money paid for another of the same price",
        [apart("returned", -5000, -1), line("shirt", 5000)],
        [EURO],
        {"shirt": 50},
    )
    yield vector(
        "the rest of a sale with a deposit",
        [line("sofa", 10000), apart("deposit", -3000)],
        [EURO],
        {"sofa": 30},
        basket=in_points(7000),
    )
    yield vector(
        "a book came back without its sale, and points paid the rest of the bread",
        [bread, line("book", -2000, -1, product=2, payable=False)],
        [EURO],
        {},
        basket=in_points(3000),
    )
    yield vector(
        "half of what a discount left",
        [line("bread", 1000), line("off", -200, product=9)],
        [EURO],
        {"bread": 4},
        basket=in_points(400),
    )
    yield vector(
        "as a discount, it is the same",
        [line("bread", 1000), apart("points", -500, -1)],
        [EURO],
        {"bread": 5},
        basket=in_points(500),
    )
    yield vector(
        "more than the goods cost",
        [line("bread", 1000)],
        [EURO],
        {},
        basket=in_points(2000),
    )
    yield vector(
        "half of two units",
        [line("a", 1000, 2)],
        [TEN_A_UNIT],
        {"a": 10},
        basket=in_points(500),
    )
    yield vector(
        "a third of three units is one, to the last point",
        [line("a", 300), line("b", 300), line("c", 300)],
        [TEN_A_UNIT],
        {"a": 4, "b": 3, "c": 3},
        basket=in_points(600),
    )
    yield vector(
        "half of the points for the order",
        [line("a", 600), line("b", 400)],
        [rule(1, "order", 20)],
        {"a": 6, "b": 4},
        basket=in_points(500),
    )
    yield vector(
        "half of the points written on the product",
        [line("wine", 900, 2, product_points=30)],
        [WRITTEN],
        {"wine": 30},
        basket=in_points(450),
    )
    yield vector(
        "double points for what money paid",
        [line("a", 1000)],
        [EURO, DOUBLE],
        {"a": 10},
        basket=in_points(500),
    )
    yield vector(
        "from 20.00: the whole purchase counts, and money's half earns",
        [line("a", 2000)],
        [rule(9, "amount", 2, 100, least_amount=2000)],
        {"a": 20},
        basket=in_points(1000),
    )
    yield vector(
        "without taxes: 6.00 are half of 12.00, which are 10.00",
        [line("a", 1000, price=1200)],
        [EURO],
        {"a": 5},
        basket=in_points(600),
    )
    yield vector(
        "without taxes, beside what points may not buy",
        [line("a", 1000, price=1200), line("b", 1000, price=1055, payable=False)],
        [EURO],
        {"a": 5, "b": 10},
        basket=in_points(600),
    )
    yield vector(
        "points come off before the cap",
        [line("a", 1000)],
        [EURO],
        {"a": 4},
        basket=in_points(500),
        order_cap=4,
    )
    yield vector(
        "points earn points, and a tip does not",
        [bread, apart("tip", 1000)],
        [EURO],
        {"bread": 50},
        basket=in_points(5000),
        earns_on_points=True,
    )


def get_cases_apart():
    """Money that changes its shape is nothing to the goods, whatever its sign."""
    bread, sofa = line("bread", 500), line("sofa", 10000)
    for kind in ("tip", "deposit", "settlement", "gift_card", "top_up", "reward"):
        yield vector(f"{kind}: 30.00", [bread, apart(kind, 3000)], [EURO], {"bread": 5})
        yield vector(f"{kind}: 30.00 less", [sofa, apart(kind, -3000)], [EURO], {"sofa": 100})
    yield vector("a deposit alone", [apart("deposit", 3000)], [EURO], {})
    yield vector(
        "units of what stays apart are none",
        [bread, apart("top_up", 900, 9)],
        [TEN_A_UNIT],
        {"bread": 10},
    )
    yield vector(
        "a discount does not care for the tip",
        [bread, apart("tip", 200), line("off", -999, product=9)],
        [EURO],
        {},
    )
    coupon = [line("in", -400, product=9), line("out", 400, -1, product=9)]
    yield vector("a coupon keyed in and out again", [sofa, *coupon], [EURO], {"sofa": 100})
    yield vector(
        "a discount of any quantity",
        [sofa, line("off", -1000, -1, product=9, kind="discount")],
        [EURO],
        {"sofa": 90},
    )
    yield vector(
        "goods of another sale come back",
        [line("a", 900, 3), line("b", -900, -3, kind="returned")],
        [TEN_A_UNIT],
        {"a": 30},
    )
    yield vector(
        "goods come back without their sale", [bread, line("x", -300, -1, 3)], [EURO], {"bread": 2}
    )


def get_cases_without_points():
    """Articles that earn nothing, and rules of 0 points."""
    bread, tobacco = line("bread", 5000), line("tobacco", 5000, product=7, earns=False)
    yield vector("tobacco earns nothing", [bread, tobacco], [EURO], {"bread": 50})
    yield vector(
        "half of a discount is one on tobacco",
        [bread, tobacco, line("off", -1000, product=9)],
        [EURO],
        {"bread": 45},
    )
    yield vector(
        "empties that come back",
        [bread, line("crate", -300, -1, product=8, earns=False)],
        [EURO],
        {"bread": 50},
    )
    yield vector(
        "points for the order are for those that earn",
        [bread, tobacco],
        [rule(1, "order", 20)],
        {"bread": 20},
    )
    none = rule(8, "amount", 0, 100, what=[["c9"]])
    tobacco = line("tobacco", 1000, product=7, labels=["c9"])
    yield vector("tobacco: none", [line("bread", 250), tobacco], [none, EURO], {"bread": 2})
    yield vector(
        "too late", [line("bread", 250), tobacco], [EURO, none], {"bread": 2, "tobacco": 10}
    )
    yield vector(
        "none is none of a bonus, too",
        [line("bread", 1500), tobacco],
        [none, EURO, rule(3, "order", 10, bonus=True)],
        {"bread": 25},
    )
    yield vector(
        "none does not help to reach 20.00",
        [line("bread", 1500), tobacco],
        [none, EURO, rule(3, "order", 10, bonus=True, least_amount=2000)],
        {"bread": 15},
    )
    yield vector(
        "what earns nothing is paid in points last",
        [line("bread", 1000), tobacco],
        [none, EURO],
        {"bread": 4},
        basket=in_points(600),
    )


def get_cases_of_menus():
    """A menu is one thing whose money lies in its parts."""
    per_menu = rule(9, "unit", 50, what=[["p20"]])
    per_coffee = rule(8, "unit", 5, what=[["p22"]])
    yield vector("50 points per lunch menu", lunch(), [per_menu], {"soup": 35, "coffee": 15})
    two = lunch(1400, 600, 2)
    yield vector("two menus", two, [per_menu], {"soup": 70, "coffee": 30})
    yield vector("a rule about a part", lunch(), [per_coffee], {"coffee": 5})
    yield vector("one menu is one unit", lunch(), [TEN_A_UNIT], {"soup": 7, "coffee": 3})
    yield vector(
        "the coffee first, then the menu",
        lunch(),
        [per_coffee, per_menu],
        {"coffee": 5, "soup": 50},
    )
    yield vector(
        "the menu first, then nothing is left",
        [*lunch(), line("bread", 250)],
        [per_menu, per_coffee, EURO],
        {"soup": 35, "coffee": 15, "bread": 2},
    )
    yield vector("1 point per 1.00 of it", lunch(), [EURO], {"soup": 7, "coffee": 3})
    yield vector(
        "points written on the menu",
        lunch(head={"product_points": 40}),
        [WRITTEN],
        {"soup": 28, "coffee": 12},
    )
    soup = lunch()
    soup[1]["product_points"] = 30
    yield vector("points written on a part", soup, [WRITTEN, EURO], {"soup": 30, "coffee": 3})
    pair = rule(9, "unit", 9, what=[["p20"]], least_quantity=2 * UNIT)
    yield vector("a menu of two is not two menus", lunch(), [pair], {})
    yield vector("two menus are", two, [pair], {"soup": 13, "coffee": 5})
    anything = rule(9, "unit", 9, least_quantity=2 * UNIT)
    yield vector("nor two of anything", lunch(), [anything], {})
    yield vector(
        "the category of the menu",
        lunch(),
        [rule(9, "unit", 10, what=[["c5"]])],
        {"soup": 7, "coffee": 3},
    )
    yield vector(
        "the category of a part", lunch(), [rule(9, "amount", 3, 100, what=[["c6"]])], {"soup": 21}
    )
    yield vector(
        "the category of both is that of the menu",
        lunch(),
        [rule(9, "unit", 10, what=[["c5", "c6", "c7"]])],
        {"soup": 7, "coffee": 3},
    )
    yield vector(
        "from 10.00: all of the menu counts",
        lunch(),
        [rule(9, "order", 10, what=[["p20"]], least_amount=1000)],
        {"soup": 7, "coffee": 3},
    )
    yield vector(
        "points may not buy the menu",
        [line("bread", 1000), *lunch(head={"payable": False})],
        [EURO],
        {"soup": 7, "coffee": 3},
        basket=in_points(1000),
    )
    part = lunch()
    part[2]["payable"] = False
    yield vector("nor a part of it", part, [EURO], {"coffee": 3}, basket=in_points(700))
    yield vector(
        "a menu that earns nothing",
        [line("bread", 1000), *lunch(head={"earns": False})],
        [EURO],
        {"bread": 10},
    )
    part = lunch()
    part[2]["earns"] = False
    yield vector("a part that earns nothing", part, [per_menu], {"soup": 50})
    yield vector("a menu that comes back", lunch(-700, -300, -1, kind="returned"), [per_menu], {})
    yield vector(
        "half of it in points",
        lunch(),
        [per_menu],
        {"soup": 18, "coffee": 7},
        basket=in_points(500),
    )
    yield vector(
        "10 % off", [*lunch(), line("off", -100, product=9)], [EURO], {"soup": 6, "coffee": 3}
    )
    yield vector("keyed in and out again", [*lunch(), *lunch(-700, -300, -1, "-")], [per_menu], {})
    yield vector(
        "two menus less one",
        [*two, *lunch(-700, -300, -1, "-")],
        [per_menu],
        {"soup": 35, "coffee": 15},
    )
    yield vector("a menu at no price", lunch(0, 0), [per_menu], {})
    yield vector("menu: none", [*lunch(), BREAD], [{**per_menu, "points": 0}, EURO], {"bread": 2})


def draw(chance):
    """A basket and terms as a shop might have them, and sometimes not."""
    lines = [
        line(
            f"line-{number}",
            chance.choice((0, 1, 99, 100, 250, 390, 1055, 99999, -100, -333)),
            chance.choice((1, 1, 1, 2, 7, 0.325, 1.5, -1)),
            product=chance.randint(1, 6),
            labels=chance.sample(["c1", "c2", "k1", "k2", "t1"], chance.randint(0, 3)),
            taxes=chance.choice(("", "1", "1,2")),
            product_points=chance.choice((0, 0, 5, 30)),
        )
        for number in range(chance.choice((1, 2, 3, 5, 8, 20)))
    ]
    rules = [draw_rule(chance, number) for number in range(chance.randint(1, 6))]
    paid = chance.choice((0, 1000, 25000))
    return vector(
        "drawn at random",
        lines,
        rules,
        earned_today=chance.choice((0, 0, 30)),
        basket={
            "customer": chance.sample(["g1", "g2", "g3"], chance.randint(0, 2)),
            "day": f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "minute": chance.randint(0, 1439),
            "paid_in_points": chance.choice((0, 0, paid // 3)),
        },
        order_cap=chance.choice((0, 0, 0, 50)),
        day_cap=chance.choice((0, 0, 0, 80)),
    )


def draw_rule(chance, number):
    basis = chance.choice(("amount", "amount", "unit", "order", "product", "base"))
    letters = {"p": 6, "c": 2, "k": 2, "t": 1}
    groups = [
        [f"{letter}{chance.randint(1, letters[letter])}"]
        for letter in chance.sample(sorted(letters), chance.choice((0, 0, 1, 1, 2)))
    ]
    return rule(
        number + 1,
        basis,
        points=chance.choice((1, 2, 10, 50)),
        per={"amount": chance.choice((100, 500, 250)), "base": 100}.get(basis, UNIT),
        bonus=basis == "base" or chance.random() < 0.3,
        what=groups,
        who=chance.choice(([], [], ["g1"], ["g2", "g3"])),
        when=chance.choice(
            ({}, {}, {"weekdays": [1, 2, 3]}, {"from_minute": 600, "to_minute": 1200})
        ),
        least_quantity=chance.choice((0, 0, 2 * UNIT)),
        least_amount=chance.choice((0, 0, 500)),
    )


def draw_of_all_kinds(chance):
    """The same with lines of all kinds, and combos."""
    drawn = draw(chance)
    basket, terms = drawn["basket"], drawn["terms"]
    lines = basket["lines"]
    for number, values in enumerate(lines):
        values["kind"] = chance.choice(("goods", "goods", "goods", "goods", *KINDS))
        values["earns"], values["payable"] = (chance.random() < 0.8 for _flag in range(2))
        if chance.random() < 0.3 and lines[number - 1]["kind"] == "goods":
            values["price"] = values["amount"] * 6 // 5
    for number in range(chance.choice((0, 1, 1, 2))):
        head = line(f"menu-{number}", 0, chance.choice((1, 2)), chance.randint(1, 6), ["c1"])
        lines.insert(chance.randint(0, len(lines)), head)
        for values in chance.sample(lines, min(len(lines), 3)):
            if not values["key"].startswith("menu"):
                values["head"] = head["key"]
    if chance.random() < 0.3:
        terms["rules"].insert(0, rule(99, "amount", 0, 100, what=[[f"p{chance.randint(1, 6)}"]]))
    basket["paid_in_points"] = chance.choice((0, 100, 300, 1000))
    points = get_points(basket, terms, drawn["earned_today"])
    return {**drawn, "why": "drawn of all kinds", "points": points}


def main():
    chance = random.Random(2026)
    vectors = [
        *get_cases(),
        *(draw(chance) for _number in range(DRAWN)),
        *get_cases_in_points(),
        *get_cases_apart(),
        *get_cases_without_points(),
        *get_cases_of_menus(),
        *(draw_of_all_kinds(chance) for _number in range(DRAWN_OF_ALL_KINDS)),
    ]
    texts = ",\n".join(json.dumps(vector) for vector in vectors)
    (HERE / "earning.json").write_text(f"[\n{texts}\n]\n")


if __name__ == "__main__":
    main()
