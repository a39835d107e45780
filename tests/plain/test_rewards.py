"""What rewards take off a sale: by hand, by properties, and by the till's JavaScript."""

import unittest
from dataclasses import asdict

import timeless  # noqa: F401
from hypothesis import given
from hypothesis import strategies as st
from twin import load_vectors, run_twin

from points.goods import Line
from points.rewards import Claim, Reward, get_next, get_worth, share_out
from points.rules import to_json
from points.units import ONE_UNIT

GOODS = st.lists(
    st.builds(
        Line,
        key=st.text("abc", max_size=2),
        product=st.integers(1, 4),
        quantity=st.integers(1, 5 * ONE_UNIT),
        amount=st.integers(1, 10**6),
    ),
    min_size=1,
    max_size=5,
)
REWARDS = st.lists(
    st.builds(
        Reward,
        key=st.integers(1, 9),
        points=st.integers(1, 1000),
        kind=st.sampled_from(("product", "percent", "amount")),
        products=st.frozensets(st.integers(1, 4), max_size=3),
        percent=st.integers(1, 100),
        most_amount=st.one_of(st.just(0), st.integers(1, 10**5)),
        amount=st.integers(1, 10**5),
    ),
    max_size=6,
)


def give_all(rewards, goods, room):
    """Give one after the other all that it may take off."""
    claims = []
    for reward in rewards:
        claims.append(Claim(reward, get_worth(reward, goods, room, claims)))
    return claims


class TestVectors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.vectors = load_vectors("rewards")

    def test_python_meets_them(self):
        for vector in self.vectors:
            with self.subTest(why=vector["why"]):
                rewards = map(Reward.from_json, vector["rewards"])
                goods = [Line(**line) for line in vector["goods"]]
                claims = give_all(rewards, goods, vector["room"])
                self.assertEqual([claim.amount for claim in claims], vector["worths"])

    def test_javascript_meets_them(self):
        calls, expected = [], []
        for vector in self.vectors:
            claims = []
            for reward, worth in zip(vector["rewards"], vector["worths"], strict=True):
                values = [reward, vector["goods"], vector["room"], list(claims)]
                calls.append(["rewards", "getWorth", *values])
                expected.append(worth)
                claims.append({"reward": reward, "amount": worth})
        self.assertEqual(run_twin(calls), expected)


class TestTwin(unittest.TestCase):
    @given(st.lists(st.tuples(REWARDS, GOODS, st.integers(-100, 10**6)), min_size=10))
    def test_they_agree_on_random_figures(self, cases):
        calls, expected = [], []
        for rewards, goods, room in cases:
            claims = give_all(rewards, goods, room)
            lines = [asdict(line) | {"labels": []} for line in goods]
            plain = [to_json(claim) for claim in claims]
            for number, claim in enumerate(claims):
                values = [plain[number]["reward"], lines, room, plain[:number]]
                calls.append(["rewards", "getWorth", *values])
                expected.append(claim.amount)
            coming = get_next(rewards, room)
            calls.append(["rewards", "getNext", list(map(to_json, rewards)), room])
            expected.append(coming and to_json(coming))
        self.assertEqual(run_twin(calls), expected)


class TestShares(unittest.TestCase):
    @given(REWARDS, GOODS, st.integers(0, 10**6))
    def test_each_of_the_goods_has_its_part_and_no_more(self, rewards, goods, other):
        total = sum(line.amount for line in goods)
        other = min(other, total)
        claims = give_all(rewards, goods, total - other)
        parts = share_out(claims, goods, other)
        self.assertEqual(sum(parts), other + sum(claim.amount for claim in claims))
        for line, part in zip(goods, parts, strict=True):
            self.assertLessEqual(0, part)
            self.assertLessEqual(part, line.amount)

    @given(REWARDS, GOODS, st.data())
    def test_who_gives_one_up_keeps_the_others(self, rewards, goods, data):
        """What was given is still allowed when another reward is taken out."""
        room = sum(line.amount for line in goods)
        claims = give_all(rewards, goods, room)
        if claims:
            del claims[data.draw(st.integers(0, len(claims) - 1))]
        for number, claim in enumerate(claims):
            most = get_worth(claim.reward, goods, room, claims[:number])
            self.assertLessEqual(claim.amount, most)
