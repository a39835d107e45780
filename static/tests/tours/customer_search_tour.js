import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PartnerList from "@point_of_sale/../tests/pos/tours/utils/partner_list_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Points from "./points_util";
import * as Sheet from "./customer_sheet_util";

function type(text, first) {
    return [
        {
            content: `type "${text}"`,
            trigger: ".modal-header .input-group input",
            run: `edit ${text}`,
        },
        {
            content: `"${text}" finds ${first} first`,
            trigger: `.partner-list tbody tr:first-child:contains("${first}")`,
        },
    ];
}

function press(key, trigger = ".partner-list") {
    return { content: `press ${key}`, trigger, run: `press ${key}` };
}

registry.category("web_tour.tours").add("customer_search", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.clickPartnerButton(),
            Points.customerListLacks("Élodie L'Hôte"),
            type("lhote elo", "Élodie L'Hôte"),
            type("06.12.34", "Jürgen Müller"),
            type("mueller", "Jürgen Müller"),
            type("zor", "Zorro Zed"),
            type("boul elo", "Élodie L'Hôte"),
            PartnerList.clickPartner("Élodie"),
            ProductScreen.customerIsSelected("Élodie"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_search_offline", {
    steps: () =>
        [
            Points.openTill(),
            Offline.setOfflineMode(),
            ProductScreen.clickPartnerButton(),
            type("dupont", "AAA Marie Dupont"),
            type("dup mar", "AAA Marie Dupont"),
            type("lhote elo", "Élodie L'Hôte"),
            type("mueller", "Jürgen Müller"),
            type("06.12.34", "Jürgen Müller"),
            Offline.setOnlineMode(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_keyboard", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.clickPartnerButton(),
            type("zor", "Zorro Zed"),
            press("ArrowDown"),
            { content: "the first has the focus", trigger: "tr.partner-info:first-child:focus" },
            press("ArrowDown"),
            press("ArrowUp"),
            press("Enter", "tr.partner-info:first-child"),
            ProductScreen.customerIsSelected("Zorro Zed"),
            ProductScreen.clickPartnerButton(),
            type("lhote elo", "Élodie L'Hôte"),
            // The only one that is found.
            press("Enter", ".modal-header .input-group input"),
            ProductScreen.customerIsSelected("Élodie"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_list_is_low", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.clickPartnerButton(),
            {
                content: "seven customers are wholly in view",
                trigger: ".partner-list .partner-line:contains('AAA Marie 8')",
                run() {
                    const list = document.querySelector(".partner-list").getBoundingClientRect();
                    const rows = [...document.querySelectorAll(".partner-line")];
                    const bottoms = rows.map((row) => row.getBoundingClientRect().bottom);
                    const count = bottoms.filter((bottom) => bottom <= list.bottom).length;
                    if (count < 7) {
                        throw new Error(`Only ${count} customers are wholly in view.`);
                    }
                },
            },
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_sheet_on_a_phone", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.addOrderline("Points Bread", "1"),
            ProductScreen.clickPartnerButton(),
            PartnerList.clickPartnerOptions("AAA Marie Dupont"),
            {
                content: "the menu of a customer in the list leads to the sheet",
                // It lies over the list, and not in it.
                trigger: 'body .o-dropdown-item:contains("Customer Sheet")',
                run: "click",
            },
            Sheet.shows("AAA Marie Dupont"),
            Sheet.choose(),
            Sheet.openFromButton(),
            Sheet.shows("AAA Marie Dupont"),
            Sheet.close(),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_created_as_typed", {
    steps: () =>
        [
            Points.openTill(),
            ProductScreen.clickPartnerButton(),
            {
                content: "type the name of a new customer",
                trigger: ".modal-header .input-group input",
                run: "edit Zacharie Quenneville",
            },
            {
                content: "the empty list offers to create just this name",
                trigger: '.create-typed-customer:contains("Zacharie Quenneville")',
                run: "click",
            },
            {
                content: "the form begins with it",
                trigger: ".o_form_view .o_field_widget[name='name'] :is(input, textarea)",
                run() {
                    if (this.anchor.value !== "Zacharie Quenneville") {
                        throw new Error(`The form says ${this.anchor.value}.`);
                    }
                },
            },
            {
                content: "save it",
                trigger: ".o_form_button_save, .modal-footer .btn-primary",
                run: "click",
            },
            ProductScreen.customerIsSelected("Zacharie Quenneville"),
            Chrome.endTour(),
        ].flat(),
});

registry.category("web_tour.tours").add("customer_search_cards", {
    steps: () =>
        [
            Points.openTill(),
            // Not loaded, then loaded.
            scan_barcode("0427000002"),
            ProductScreen.customerIsSelected("Zorro Zed"),
            scan_barcode("0427000001"),
            ProductScreen.customerIsSelected("AAA Marie Dupont"),
            // The card of a statement, drawn by the server.
            scan_barcode("042000000042"),
            ProductScreen.customerIsSelected("BBB Paul Martin"),
            Offline.setOfflineMode(),
            scan_barcode("0427000002"),
            ProductScreen.customerIsSelected("Zorro Zed"),
            Offline.setOnlineMode(),
            Chrome.endTour(),
        ].flat(),
});
