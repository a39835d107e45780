import { registry } from "@web/core/registry";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Offline from "@point_of_sale/../tests/generic_helpers/offline_util";
import * as PartnerList from "@point_of_sale/../tests/pos/tours/utils/partner_list_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Points from "./points_util";

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
            Offline.setOnlineMode(),
            Chrome.endTour(),
        ].flat(),
});
