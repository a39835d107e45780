"""Write earning.json: baskets and the points that each line earns, for Python and JavaScript.

The first ones are computed by hand. The others are drawn at random, the same at each run, and
computed by the slow reference in tests/plain/reference.py, which is held to the first ones too.

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
DRAWN = 170


def line(key, amount, quantity=1, product=1, labels=(), taxes="", product_points=0):
    return {
        "key": key,
        "product": product,
        "quantity": round(quantity * UNIT),
        "amount": amount,
        "labels": sorted({f"p{product}", *labels}),
        "taxes": taxes,
        "product_points": product_points,
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
        "total": 0,
        "paid_in_points": 0,
        **(basket or {}),
    }
    terms = {"rules": rules, "order_cap": 0, "day_cap": 0, "earns_on_points": False, **terms}
    if points is None:
        points = get_points(basket, terms, earned_today)
    return {
        "why": why,
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
        basket={"total": 1000, "paid_in_points": 250},
    )
    yield vector(
        "all paid in points", SALE, [EURO], {}, basket={"total": 1000, "paid_in_points": 1000}
    )
    yield vector(
        "points earn points",
        SALE,
        [EURO],
        {"a": 6, "b": 4},
        basket={"total": 1000, "paid_in_points": 250},
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
    total = chance.choice((0, 1000, 25000))
    return vector(
        "drawn at random",
        lines,
        rules,
        earned_today=chance.choice((0, 0, 30)),
        basket={
            "customer": chance.sample(["g1", "g2", "g3"], chance.randint(0, 2)),
            "day": f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
            "minute": chance.randint(0, 1439),
            "total": total,
            "paid_in_points": chance.choice((0, 0, total // 3)),
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


def main():
    chance = random.Random(2026)
    vectors = [*get_cases(), *(draw(chance) for _number in range(DRAWN))]
    texts = ",\n".join(json.dumps(vector) for vector in vectors)
    (HERE / "earning.json").write_text(f"[\n{texts}\n]\n")


if __name__ == "__main__":
    main()
