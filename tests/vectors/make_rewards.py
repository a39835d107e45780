"""Write rewards.json: what rewards take off sales, for Python and JavaScript.

The first ones are computed by hand. The others are drawn at random, the same at each run, and
computed here by taking the goods apart into single units.

Run it in the folder of the add-on: python tests/vectors/make_rewards.py
"""

import json
import random
from pathlib import Path

HERE = Path(__file__).parent
UNIT = 10**6
DRAWN = 200


def reward(key, kind, products=(), percent=0, most_amount=0, amount=0, points=100):
    return {
        "key": key,
        "points": points,
        "kind": kind,
        "products": sorted(products),
        "percent": percent,
        "most_amount": most_amount,
        "amount": amount,
    }


def goods(*lines):
    """Lines of a product, a quantity in units, and an amount."""
    return [
        {"key": str(number), "product": product, "quantity": int(quantity * UNIT), "amount": amount}
        for number, (product, quantity, amount) in enumerate(lines)
    ]


def case(why, rewards, lines, room, worths):
    """Rewards are given one after the other; each takes all that it may."""
    return {"why": why, "rewards": rewards, "goods": lines, "room": room, "worths": worths}


COFFEE = reward(1, "product", products=[7])
HOT_DRINK = reward(2, "product", products=[7, 8])
TENTH = reward(3, "percent", percent=10, most_amount=1500)
FIVER = reward(4, "amount", amount=500)


def get_cases():
    return [
        case("one coffee of two", [COFFEE], goods((7, 2, 500)), 500, [250]),
        case("as often as there are units", [COFFEE] * 3, goods((7, 2, 500)), 500, [250, 250, 0]),
        case("none in the order", [COFFEE], goods((8, 1, 300)), 300, [0]),
        case(
            "the dearest first", [HOT_DRINK] * 2, goods((7, 1, 250), (8, 1, 300)), 550, [300, 250]
        ),
        case("what is sold by weight", [COFFEE] * 3, goods((7, 1.4, 700)), 700, [500, 200, 0]),
        case("rounded down", [COFFEE] * 3, goods((7, 3, 1000)), 1000, [333, 333, 333]),
        case("a tenth", [TENTH], goods((7, 2, 1009)), 1009, [100]),
        case("at most 15.00", [TENTH], goods((7, 2, 20000)), 20000, [1500]),
        case("a percentage once", [TENTH] * 2, goods((7, 2, 1000)), 1000, [100, 0]),
        case(
            "an amount as often as one likes",
            [FIVER] * 3,
            goods((7, 2, 1200)),
            1200,
            [500, 500, 200],
        ),
        case("no more than may come off", [FIVER], goods((7, 2, 1200)), 300, [300]),
        case("nothing where nothing is due", [FIVER, COFFEE], goods((7, 2, 1200)), -10, [0, 0]),
        case(
            "one after the other",
            [COFFEE, TENTH, FIVER, COFFEE],
            goods((7, 2, 500), (9, 1, 500)),
            1000,
            [250, 100, 500, 150],
        ),
    ]


def take_apart(lines):
    """Single units, and rests of less than one: numbers of lines with the cost of each unit."""
    units = []
    for number, line in enumerate(lines):
        left = line["quantity"]
        while left:
            size = min(UNIT, left)
            units.append((line["amount"] * size // line["quantity"], -number, line["product"]))
            left -= size
    return units


def get_worths(rewards, lines, room):
    units, worths, has_percentage = take_apart(lines), [], False
    for given in rewards:
        worth = given["amount"]
        if given["kind"] == "product":
            fitting = [unit for unit in units if unit[2] in given["products"]]
            # A rest is the last of its line to be taken: never dearer than a whole unit of it.
            unit = max(fitting, key=lambda unit: unit[:2], default=None)
            if unit:
                units.remove(unit)
            worth = unit[0] if unit else 0
        elif given["kind"] == "percent":
            worth = sum(line["amount"] for line in lines) * given["percent"] // 100
            worth = min(worth, given["most_amount"] or worth) * (not has_percentage)
            has_percentage = True
        worths.append(max(0, min(worth, room - sum(worths))))
    return worths


def draw(chance):
    lines = goods(
        *(
            (chance.randint(1, 4), chance.choice((1, 2, 3, 0.5, 1.25)), chance.randint(1, 5000))
            for _line in range(chance.randint(1, 5))
        )
    )
    rewards = [
        reward(
            number,
            chance.choice(("product", "product", "percent", "amount")),
            products=chance.sample(range(1, 5), chance.randint(1, 3)),
            percent=chance.randint(1, 100),
            most_amount=chance.choice((0, 500)),
            amount=chance.randint(1, 2000),
        )
        for number in range(chance.randint(1, 5))
    ]
    room = sum(line["amount"] for line in lines) - chance.choice((0, 0, 0, 700))
    return case("drawn", rewards, lines, room, get_worths(rewards, lines, room))


def main():
    chance = random.Random(2026)
    vectors = [*get_cases(), *(draw(chance) for _number in range(DRAWN))]
    for vector in get_cases():
        worths = get_worths(vector["rewards"], vector["goods"], vector["room"])
        if worths != vector["worths"]:
            raise ValueError(f"{vector['why']}: {worths}")
    texts = ",\n".join(json.dumps(vector) for vector in vectors)
    (HERE / "rewards.json").write_text(f"[\n{texts}\n]\n")


if __name__ == "__main__":
    main()
