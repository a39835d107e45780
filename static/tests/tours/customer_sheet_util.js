import { negateStep } from "@point_of_sale/../tests/generic_helpers/utils";

/** Open the sheet of a customer from the customer list. */
export function openFromList(name) {
    return {
        content: `open the sheet of ${name} from the customer list`,
        trigger: `.partner-list .partner-line:contains("${name}") .customer-sheet-button`,
        run: "click",
    };
}

/** Open the sheet of the basket's customer. */
export function openFromButton() {
    return {
        content: "open the sheet beside the customer button",
        trigger: ".product-screen .customer-sheet-button",
        run: "click",
    };
}

export function shows(words) {
    return { content: `the sheet says ${words}`, trigger: `.customer-sheet:contains("${words}")` };
}

export function showsPoints(balance, value) {
    return {
        content: `the sheet shows ${balance}, worth ${value}`,
        trigger: `.customer-sheet .sheet-points:contains("${balance}"):contains("${value}")`,
    };
}

export function showsFigure(name, text) {
    return {
        content: `the sheet says ${name}: ${text}`,
        trigger: `.customer-sheet .sheet-tile[data-figure="${name}"]:contains("${text}")`,
    };
}

export function showsPurchase(product, quantity) {
    return {
        content: `the sheet shows ${quantity} of ${product}`,
        trigger: `.customer-sheet .sheet-line:contains("${product}") .sheet-quantity:contains("${quantity}")`,
    };
}

export function purchasesAre(count) {
    return {
        content: `${count} purchases are shown`,
        trigger: `.customer-sheet:has(.sheet-purchase:eq(${count - 1})):not(:has(.sheet-purchase:eq(${count})))`,
    };
}

export function clickMore() {
    return { content: "ask for more", trigger: ".customer-sheet .more-purchases", run: "click" };
}

export function hasNoMore() {
    return negateStep({
        content: "there is no more",
        trigger: ".customer-sheet .more-purchases",
    });
}

export function tapPurchase(product) {
    return {
        content: `tap ${product}`,
        trigger: `.customer-sheet .sheet-line:contains("${product}")`,
        run: "click",
    };
}

export function choose() {
    return { content: "choose the customer", trigger: ".choose-customer", run: "click" };
}

export function edit() {
    return { content: "edit the customer", trigger: ".edit-customer", run: "click" };
}

export function close() {
    return { content: "close the sheet", trigger: ".customer-sheet .close-sheet", run: "click" };
}

export function isOffline() {
    return { content: "the sheet says that the server is away", trigger: ".sheet-offline" };
}

export function fillIn(field, value) {
    return {
        content: `fill in ${field}`,
        trigger: `.modal .o_field_widget[name="${field}"] .o_input`,
        run: `edit ${value} && click body`,
    };
}

export function isAlreadyACustomer(name) {
    return {
        content: `the form says that ${name} is a customer already`,
        trigger: `.customer-duplicates:contains("Existing customer:"):contains("${name}")`,
    };
}

export function nobodyIsFound() {
    return negateStep({ content: "nobody has these", trigger: ".customer-duplicates" });
}

export function takeCustomer(name) {
    return {
        content: `take ${name} instead`,
        trigger: `.customer-duplicate:contains("${name}") .take-customer`,
        run: "click",
    };
}

export function save() {
    return { content: "save", trigger: ".modal .o_form_button_save", run: "click" };
}

export function create() {
    return {
        content: "a new customer",
        trigger: '.modal-header button[title="Add a customer"]',
        run: "click",
    };
}

/** Record with one tap that the customer agrees to something. */
export function agree(purpose) {
    const consent = `.customer-sheet .sheet-consent[data-purpose="${purpose}"]`;
    return [
        {
            content: `nothing was said of ${purpose} yet`,
            trigger: `${consent}[aria-checked="false"]`,
            run: "click",
        },
        { content: "the customer agrees", trigger: `${consent}[aria-checked="true"]` },
    ];
}

/** Send one of the shop's messages with two taps. */
export function send(message) {
    return [
        { content: "see what can be sent", trigger: ".send-message", run: "click" },
        {
            content: `send ${message}`,
            trigger: `.selection-item:contains("${message}")`,
            run: "click",
        },
        {
            content: "the till says so",
            trigger: '.o_notification:contains("Sent to marie@example.com.")',
        },
    ];
}

/** Without connection no consent can be recorded and nothing be sent: the sheet says so. */
export function hasNoConsents() {
    return {
        content: "the sheet says why there are no consents",
        trigger: ".customer-sheet:has(.sheet-no-consents):not(:has(.send-message, .sheet-consent))",
    };
}
