import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
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

export function payInCash() {
    return [
        ProductScreen.clickPayButton(),
        PaymentScreen.clickPaymentMethod("Cash"),
        PaymentScreen.clickValidate(),
        ReceiptScreen.isShown(),
    ].flat();
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
        {
            content: `the receipt says that ${earned} were earned`,
            trigger: `.pos-receipt .points-earned:contains("${earned}")`,
        },
        {
            content: `the receipt shows a balance of ${balance}`,
            trigger: `.pos-receipt .points-balance:contains("${balance}")`,
        },
        {
            content: `the receipt says what they are worth`,
            trigger: `.pos-receipt .points-value:contains("${value}")`,
        },
    ];
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
        {
            content: `the receipt says that ${takenBack} were taken back`,
            trigger: `.pos-receipt .points-taken-back:contains("${takenBack}")`,
        },
        {
            content: `the receipt shows a balance of ${balance}`,
            trigger: `.pos-receipt .points-balance:contains("${balance}")`,
        },
    ];
}
