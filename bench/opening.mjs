// How long does it take until a person sees customers and programs, beside Odoo's own contacts?
//
// node opening.mjs URL: in a browser, logged in as the administrator. Cold is the first opening after
// the client was loaded, warm an opening after that. What is opened takes turns, and the median counts.

import { createRequire } from "node:module";

const TIMES = 5;
const [COLD, WARM] = ["cold", "warm"];
const LIST = ".o_list_renderer .o_data_row";
const CARDS = ".o_kanban_record:not(.o_kanban_ghost)";
const MODULE = "pos_customer_loyalty";
const STOCK = "base.action_partner_form";

// What is opened, how, and what a person waits for; beside which figure of Odoo's own it stands.
const OPENINGS = {
    "Odoo's list of contacts": [STOCK, "list", LIST],
    "Odoo's cards of contacts": [STOCK, "kanban", CARDS],
    "list of customers": [
        `${MODULE}.res_partner_action_directory`,
        "list",
        LIST,
        "Odoo's list of contacts",
    ],
    "cards of customers": [
        `${MODULE}.res_partner_action_directory`,
        "kanban",
        CARDS,
        "Odoo's cards of contacts",
    ],
    "list of programs": [
        `${MODULE}.points_program_action`,
        "list",
        LIST,
        "Odoo's list of contacts",
    ],
};
const TARGETS = { [COLD]: "at most 1500 ms", [WARM]: "at most 1000 ms" };

// What is open before: no list and no cards.
const ELSEWHERE = {
    type: "ir.actions.act_window",
    res_model: "res.lang",
    res_id: 1,
    views: [[false, "form"]],
};

/** Open an action in the page, and wait until the selector is painted: milliseconds. */
async function open([action, viewType, selector]) {
    const painted = () =>
        new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const started = performance.now();
    const options = { clearBreadcrumbs: true, viewType };
    await odoo.__WOWL_DEBUG__.root.env.services.action.doAction(action, options);
    while (!document.querySelector(selector)) {
        await painted();
    }
    await painted();
    return performance.now() - started;
}

class Visitor {
    constructor(browser, url) {
        Object.assign(this, { browser, url });
    }

    async logIn() {
        const context = await this.browser.newContext({ baseURL: this.url });
        const page = await context.newPage();
        await page.goto("/web/login");
        await page.fill("#login", "admin");
        await page.fill("#password", "admin");
        await page.click(".oe_login_form button[type=submit]");
        await page.waitForSelector(".o_web_client .o_main_navbar");
        this.storageState = await context.storageState();
        await context.close();
    }

    /** Nothing is remembered of what was opened before, neither in memory nor on disk. */
    async measure(opening) {
        const context = await this.browser.newContext({
            baseURL: this.url,
            storageState: this.storageState,
            viewport: { width: 1440, height: 900 },
        });
        const page = await context.newPage();
        await page.goto("/odoo");
        await page.waitForSelector(".o_main_navbar");
        const times = {};
        for (const state of [COLD, WARM]) {
            await page.evaluate(open, [ELSEWHERE, "form", ".o_form_renderer"]);
            await page.waitForTimeout(500);
            times[state] = await page.evaluate(open, opening);
            await page.waitForTimeout(500);
        }
        await context.close();
        return times;
    }
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const row = (...columns) => console.log(columns.join("\t"));

function show(times) {
    for (const [what, [, , , beside]] of Object.entries(OPENINGS)) {
        for (const state of [COLD, WARM]) {
            const [own, stock] = [what, beside].map((name) => name && median(times[name][state]));
            row(`${what} opens ${state}, ms`, own.toFixed(0), beside ? TARGETS[state] : "");
            if (beside) {
                row(`${what}, ${state}, beside ${beside}`, (own / stock).toFixed(2));
            }
        }
    }
}

async function main(url) {
    const require = createRequire(`${process.env.NODE_PACKAGES}/`);
    const { chromium } = require("playwright-core");
    const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox"],
    });
    const visitor = new Visitor(browser, url);
    await visitor.logIn();
    const times = {};
    for (let turn = 0; turn < TIMES; turn++) {
        for (const [what, opening] of Object.entries(OPENINGS)) {
            const { [COLD]: cold, [WARM]: warm } = await visitor.measure(opening);
            times[what] ??= { [COLD]: [], [WARM]: [] };
            times[what][COLD].push(cold);
            times[what][WARM].push(warm);
        }
    }
    await browser.close();
    show(times);
}

await main(process.argv[2]);
