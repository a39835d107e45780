import { waitUntil } from "@odoo/hoot-dom";
import { registry } from "@web/core/registry";

const MENU = "[data-menu-xmlid='pos_customer_loyalty.points_attention_menu']";

/** Open the menu, once the browser knows how many records wait. */
function openLoyalty(count) {
    return {
        content: "open the menu",
        trigger: "[data-menu-xmlid='pos_customer_loyalty.points_menu']",
        async run({ click }) {
            const { points_attention } = odoo.__WOWL_DEBUG__.root.env.services;
            await waitUntil(() => points_attention.count === count);
            await click();
        },
    };
}

/** One order waits; once it is dealt with, nothing in the menu asks for attention. */
registry.category("web_tour.tours").add("points_attention", {
    steps: () => [
        { content: "the accounts are there", trigger: ".o_list_view" },
        openLoyalty(1),
        {
            content: "the entry has the number",
            trigger: `${MENU}:contains("Needs Attention (1)")`,
            run: "click",
        },
        {
            content: "it says what, how many, and what to do",
            trigger:
                ".o_data_row:contains('Points Not Credited'):contains('1'):contains('retry') td[name=kind]",
            run: "click",
        },
        {
            content: "select the order",
            trigger: ".o_data_row:contains('cannot be computed') input[type=checkbox]",
            run: "click",
        },
        {
            content: "leave it without points",
            trigger: "button[name=action_dismiss_points]",
            run: "click",
        },
        { content: "none is left", trigger: ".o_view_nocontent" },
        { content: "back", trigger: ".breadcrumb-item a:contains(Needs Attention)", run: "click" },
        { content: "nothing waits", trigger: ".o_view_nocontent:contains('Nothing needs')" },
        openLoyalty(0),
        {
            content: "the entry is gone",
            trigger: `.o-dropdown--menu:has([data-menu-xmlid='pos_customer_loyalty.points_entry_menu']):not(:has(${MENU}))`,
        },
    ],
});
