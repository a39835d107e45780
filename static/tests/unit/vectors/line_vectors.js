/**
 * What a line of an order is to points: the server (tests/sale/test_line_vectors.py) and the till
 * (line_vectors.test.js) must both see it so. JSON from the first bracket to the last.
 *
 * `is` says what the line is besides goods; `kind` what it is to points,
 * see points/goods.py;
 * `quantity` is in millionths, `amount` in the currency's smallest unit.
 */
export const LINE_VECTORS = [
    { "name": "goods", "is": [], "qty": 2, "price": 3.05, "kind": "goods", "quantity": 2000000, "amount": 610 },
    { "name": "goods by weight", "is": [], "qty": 0.25, "price": 12.0, "kind": "goods", "quantity": 250000, "amount": 300 },
    { "name": "free goods", "is": [], "qty": 1, "price": 0, "kind": "goods", "quantity": 1000000, "amount": 0 },
    { "name": "a discount", "is": [], "qty": 1, "price": -1.5, "kind": "goods", "quantity": 1000000, "amount": -150 },
    { "name": "goods brought back without their sale", "is": [], "qty": -1, "price": 2.5, "kind": "goods", "quantity": -1000000, "amount": -250 },
    { "name": "goods of another sale", "is": ["returned"], "qty": -1, "price": 2.5, "kind": "returned", "quantity": -1000000, "amount": -250 },
    { "name": "points as a discount", "is": ["points_discount"], "qty": -1, "price": 2.5, "kind": "points", "quantity": -1000000, "amount": -250 },
    { "name": "a tip", "is": ["tip"], "qty": 1, "price": 2.0, "kind": "tip", "quantity": 1000000, "amount": 200 },
    { "name": "a tip given back", "is": ["tip"], "qty": -1, "price": 2.0, "kind": "tip", "quantity": -1000000, "amount": -200 },
    { "name": "an article that earns nothing", "is": ["tobacco"], "qty": 1, "price": 9.0, "kind": "goods", "earns": false, "quantity": 1000000, "amount": 900 },
    { "name": "an article that points may not buy", "is": ["book"], "qty": 1, "price": 9.0, "kind": "goods", "payable": false, "quantity": 1000000, "amount": 900 },
    { "name": "a gift of a promotion", "is": ["promotion"], "qty": 1, "price": 3.9, "kind": "reward", "quantity": 1000000, "amount": 390 },
    { "name": "a discount of a promotion", "is": ["promotion"], "qty": 1, "price": -4.0, "kind": "discount", "quantity": 1000000, "amount": -400 },
    { "name": "a gift card that is sold", "is": ["card"], "qty": 1, "price": 50.0, "kind": "gift_card", "quantity": 1000000, "amount": 5000 },
    { "name": "a gift card that pays", "is": ["card", "reward"], "qty": 1, "price": -20.0, "kind": "gift_card", "quantity": 1000000, "amount": -2000 },
    { "name": "a gift card taken back", "is": ["card"], "qty": -1, "price": 50.0, "kind": "gift_card", "quantity": -1000000, "amount": -5000 }
];
