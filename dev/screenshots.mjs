// Takes the pictures of the documents in a running demo shop. dev/screenshots starts it.
//
// node screenshots.mjs URL LANGUAGE FOLDER [NAME...]

import { createRequire } from "node:module";

const OVERVIEW = "/odoo/loyalty";
const TILL = "/odoo/action-point_of_sale.action_pos_config_kanban";
const DIRECTORY = "/odoo/action-pos_customer_loyalty.res_partner_action_directory";
const LEDGER = "/odoo/action-pos_customer_loyalty.points_entry_action";
const PROGRAMS = "/odoo/action-pos_customer_loyalty.points_program_action";
const CATEGORIES = "/odoo/action-pos_customer_loyalty.res_partner_category_action";

// Each picture: its name, who is logged in, where they start, and what they click from there. Without
// a path they go on from the picture before. The way is the same in each language.
const PICTURES = [
    // The first one: the sale that follows is not in it.
    { name: "loyalty_overview", login: "manager", path: OVERVIEW },
    {
        name: "till_customers",
        login: "cashier",
        path: TILL,
        clicks: [
            "button[name=open_ui]",
            ".modal-footer .btn-primary",
            "article:has-text('Coffret « Terroir »')",
            "article:has-text('Comté AOP 18 mois')",
            "article:has-text('Baguette tradition')",
            ".set-partner",
        ],
    },
    {
        name: "till_customer_sheet",
        login: "cashier",
        clicks: ["tr:has-text('Agnès du Plessis') .customer-sheet-button"],
    },
    { name: "till_sale", login: "cashier", clicks: [".choose-customer"] },
    {
        name: "till_payment",
        login: "cashier",
        clicks: [".pay-order-button", ".paymentmethod:has-text('Points')"],
    },
    {
        name: "till_receipt",
        login: "cashier",
        clicks: [".send-points", ".paymentmethod", ".button.next", ".points-receipt"],
    },
    { name: "points_ledger", login: "manager", path: LEDGER },
    { name: "customer_directory", login: "manager", path: DIRECTORY },
    {
        name: "customer_sheet",
        login: "manager",
        clicks: [".o_data_row:has-text('Agnès du Plessis') td[name=display_name]"],
    },
    {
        name: "loyalty_program",
        login: "manager",
        path: PROGRAMS,
        clicks: [".o_data_row .o_data_cell"],
    },
    { name: "customer_categories", login: "manager", path: CATEGORIES },
];

const SIZE = { width: 1024, height: 768 };
const QUIET = 600;

class Photographer {
    constructor(browser, { url, language, folder }) {
        Object.assign(this, { browser, url, folder, locale: language.replace("_", "-") });
        this.pages = {};
    }

    /** The browser of one user, logged in: the till of one is open beside the work of another. */
    async getPage(login) {
        this.pages[login] ??= await this.logIn(login);
        return this.pages[login];
    }

    async logIn(login) {
        const page = await this.browser.newPage({
            baseURL: this.url,
            locale: this.locale,
            timezoneId: "Europe/Paris",
            reducedMotion: "reduce",
            viewport: SIZE,
        });
        page.setDefaultTimeout(60_000);
        page.on("request", () => (page.lastRequest = Date.now()));
        await page.goto("/web/login");
        await page.fill("#login", login);
        await page.fill("#password", login);
        await page.click(".oe_login_form button[type=submit]");
        await page.waitForSelector(".o_web_client");
        return page;
    }

    async take({ name, login, path, clicks = [] }) {
        const page = await this.getPage(login);
        if (path) {
            await page.goto(path);
            await page.waitForSelector(".o_action .o_control_panel");
        }
        for (const click of clicks) {
            await page.locator(click).first().click();
            await this.settle(page);
        }
        // What the pointer is on would show a tip.
        await page.mouse.move(0, 0);
        await this.settle(page);
        await page.screenshot({ path: `${this.folder}/${name}.png`, animations: "disabled" });
    }

    /** Until nothing is asked of the server any more: a till never lets the network rest wholly. */
    async settle(page) {
        await page.locator(".o_loading_indicator, .o_blockUI").waitFor({ state: "hidden" });
        do {
            await page.waitForTimeout(QUIET);
        } while (Date.now() - page.lastRequest < QUIET);
    }
}

/** Those that are named, with the pictures that they go on from. */
function choose(names) {
    const isNamed = (picture) => !names.length || names.includes(picture.name);
    const last = PICTURES.findLastIndex(isNamed);
    return PICTURES.slice(0, last + 1);
}

async function main([url, language, folder, ...names]) {
    const require = createRequire(`${process.env.NODE_PACKAGES}/`);
    const { chromium } = require("playwright-core");
    const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox"],
    });
    const photographer = new Photographer(browser, { url, language, folder });
    for (const picture of choose(names)) {
        console.log(picture.name);
        await photographer.take(picture);
    }
    await browser.close();
}

await main(process.argv.slice(2));
