import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { negateStep } from "@point_of_sale/../tests/generic_helpers/utils";

export function openTill() {
    return [Chrome.startPoS(), Dialog.confirm("Open Register")].flat();
}

export function sellBreadAndCheese() {
    return [
        ProductScreen.addOrderline("Points Bread", "1"),
        ProductScreen.addOrderline("Points Cheese", "1"),
    ].flat();
}

export function chooseMarie() {
    return [
        ProductScreen.clickPartnerButton(),
        ProductScreen.clickCustomer("AAA Marie Dupont"),
    ].flat();
}

export function validate() {
    return [PaymentScreen.clickValidate(), ReceiptScreen.isShown()].flat();
}

/** On the payment screen: what is left to pay, or to give back. */
export function payRestInCash() {
    return [PaymentScreen.clickPaymentMethod("Cash"), validate()].flat();
}

export function payInCash() {
    return [ProductScreen.clickPayButton(), payRestInCash()].flat();
}

export function validateOffline() {
    return [
        PaymentScreen.clickValidate(),
        Dialog.confirm("Continue with limited functionality"),
        ReceiptScreen.isShown(),
    ].flat();
}

/**
 * Bring back some of a product, or of the first line, which is selected.
 *
 * @param {Object} [points] what the till says before anything is paid: points `restored`, points
 *     `taken` back
 */
export function refund(quantity, points = {}, product) {
    return [
        ProductScreen.clickRefund(),
        TicketScreen.selectOrder("001"),
        product ? ProductScreen.clickLine(product) : [],
        ProductScreen.clickNumpad(quantity),
        TicketScreen.toRefundTextContains(`To Refund: ${quantity}`),
        returnMoves(".ticket-screen", points),
        TicketScreen.confirmRefund(),
        PaymentScreen.isShown(),
        returnMoves(".payment-screen", points),
    ].flat();
}

/** How many points come back and are taken back, as the till says before it is done. */
export function returnMoves(screen, { restored, taken }) {
    const says = (points, name) => ({
        content: `${points} will move (${name})`,
        trigger: `${screen} .returned-points .points-to-${name}:text("${points}")`,
    });
    return [restored && says(restored, "restore"), taken && says(taken, "take")].filter(Boolean);
}

function receiptHas(content, name, words) {
    return { content, trigger: `.pos-receipt .points-${name}:contains("${words}")` };
}

function receiptHasBalance(balance) {
    return receiptHas(`the receipt shows a balance of ${balance}`, "balance", balance);
}

export function receiptShowsPending(words) {
    return receiptHas("the receipt says from when points count", "pending", words);
}

export function paymentScreenShowsPending(words) {
    return {
        content: "the payment screen says from when points count",
        trigger: `.payment-screen .points-pending:contains("${words}")`,
    };
}

export function customerListShows(name, balance) {
    return {
        content: `${name} has ${balance} in the customer list`,
        trigger: `.partner-list .partner-info:contains("${name}") .points-balance:contains("${balance}")`,
    };
}

export function customerListLacks(name) {
    return negateStep({
        content: `${name} was not loaded with the till`,
        trigger: `.partner-list .partner-info:contains("${name}")`,
    });
}

export function customerButtonShows(balance) {
    return {
        content: `the customer button shows ${balance}`,
        trigger: `.product-screen .set-partner .points-balance:contains("${balance}")`,
    };
}

export function receiptShows({ earned, balance, value }) {
    return [
        receiptHas(`the receipt says that ${earned} were earned`, "earned", earned),
        receiptHasBalance(balance),
        receiptHas("the receipt says what they are worth", "value", value),
        successShows("earned", `+${earned}`),
        successShows("balance", balance),
    ];
}

/** After the payment the till says it in large letters, too. */
export function successShows(name, words) {
    return {
        content: `the till says ${words} (${name})`,
        trigger: `.receipt-screen .points-success .points-${name}:contains("${words}")`,
    };
}

/** The receipt has a code that leads to the customer's points, or to a claim. */
export function receiptHasCode(words) {
    return {
        content: `the receipt has a code: ${words}`,
        trigger: `.pos-receipt .points-qr-code:contains("${words}") img[src^="data:image"]`,
    };
}

export function receiptHasNoCode() {
    return negateStep({
        content: "the receipt has no code for points",
        trigger: ".pos-receipt .points-qr-code",
    });
}

export function receiptShowsExpected(name, words) {
    return [successShows(name, words), receiptHas(`the receipt says: ${words}`, name, words)];
}

export function receiptShowsNoPoints() {
    return negateStep({
        content: "the receipt says nothing of points",
        trigger: ".pos-receipt .points-receipt",
    });
}

export function previewShows(words, points) {
    return {
        content: `the till says: ${words} ${points}`,
        trigger: `.points-preview:contains("${words}") .points-to-earn:contains("${points}")`,
    };
}

export function openReasons() {
    return {
        content: "ask why",
        trigger: ".points-preview",
        run: "click",
    };
}

export function reasonsShow(product, sentence) {
    return {
        content: `${product} earns by: ${sentence}`,
        trigger: `.points-reasons tr:contains("${product}"):contains("${sentence}")`,
    };
}

export function receiptShowsTakenBack({ takenBack, balance }) {
    return [
        receiptHas(`the receipt says that ${takenBack} were taken back`, "taken-back", takenBack),
        receiptHasBalance(balance),
    ];
}

export function pointsAreProposed(amount) {
    return {
        content: `the till proposes ${amount}`,
        trigger: `.paymentline.selected:contains("Loyalty Points") .payment-amount:contains("${amount}")`,
    };
}

/** Choose points on the payment screen; the till proposes an amount. */
export function choosePoints(amount) {
    return [...PaymentScreen.clickPaymentMethod("Loyalty Points"), pointsAreProposed(amount)];
}

export function isTold(sentence) {
    return {
        content: `a notification says: ${sentence}`,
        trigger: `.o_notification:contains("${sentence}")`,
    };
}

/** A manager adds points in the back office while this till is open. */
export function managerAdds(points, customer) {
    return {
        content: `a manager adds ${points} points`,
        trigger: "body",
        async run() {
            const { pos, orm } = odoo.__WOWL_DEBUG__.root.env.services;
            const partner = pos.models["res.partner"].find(({ name }) => name === customer);
            const program = pos.config.points_program_id;
            const args = [program.id, partner.id, points, `tour/${Date.now()}`, "By hand"];
            await orm.call("points.api", "adjust", args);
        },
    };
}

export function pointsCost(cost, left) {
    return [
        {
            content: `the payment costs ${cost}`,
            trigger: `.points-payment .points-cost:contains("${cost}")`,
        },
        {
            content: `${left} are left`,
            trigger: `.points-payment .points-left:contains("${left}")`,
        },
    ];
}

export function sendPoints() {
    return {
        content: "set the points aside",
        trigger: ".points-payment .send-points",
        run: "click",
    };
}

export function pointsAreSetAside() {
    return { content: "the points are set aside", trigger: ".points-payment .remove-points" };
}

/** Set the points aside, of which the till has enough. */
export function setPointsAside() {
    return [sendPoints(), pointsAreSetAside()];
}

/** The till proposes an amount; the cashier types a smaller one. */
export function payInPoints(proposed, typed) {
    return [choosePoints(proposed), PaymentScreen.clickNumpad(typed), setPointsAside()].flat();
}

export function removePoints() {
    return { content: "give them up", trigger: ".points-payment .remove-points", run: "click" };
}

export function isRefused(sentence) {
    return [
        {
            content: `the till says: ${sentence}`,
            trigger: `.modal-body:contains("${sentence}")`,
        },
        ...[Dialog.confirm()].flat(),
    ];
}

export function receiptShowsSpent({ spent, balance }) {
    return [
        receiptHas(`the receipt says that ${spent} were spent`, "spent", spent),
        receiptHasBalance(balance),
    ];
}

export function receiptShowsGivenBack({ givenBack, balance }) {
    return [
        receiptHas(`the receipt says that ${givenBack} came back`, "given-back", givenBack),
        receiptHasBalance(balance),
    ];
}

/** Sell some of a product to Marie, and go on to the payment. */
export function sellToMarie(product, quantity) {
    return [
        ProductScreen.addOrderline(product, quantity),
        chooseMarie(),
        ProductScreen.clickPayButton(),
    ].flat();
}

export function sellHoneyToMarie(quantity) {
    return sellToMarie("Points Honey", quantity);
}
