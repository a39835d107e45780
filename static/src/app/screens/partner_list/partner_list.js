import { useEffect } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";

patch(PartnerList.prototype, {
    setup() {
        super.setup(...arguments);
        this.state.found = { query: "", partners: [] };
        // The input waits for a pause between letters before it changes the query.
        useEffect(
            (query) => {
                this.findPartners(query);
            },
            () => [this.state.query]
        );
    },
    /** All customers of the shop are searched by the server, not only those loaded here. */
    async findPartners(query) {
        if (query.trim()) {
            const partners = await this.askForPartners(query);
            if (partners && query === this.state.query) {
                this.state.found = { query, partners };
            }
        }
    },
    /** The best matches first; nothing without a connection: then what is loaded is searched. */
    async askForPartners(query) {
        const domain = [["search_text", "ilike", query]];
        const args = [this.pos.config.id, domain, 0];
        try {
            const answer = await this.pos.data.callRelated(
                "res.partner",
                "get_new_partner",
                args,
                {},
                false
            );
            return answer["res.partner"];
        } catch {
            return undefined;
        }
    },
    get foundPartners() {
        return this.state.found.query === this.state.query ? this.state.found.partners : [];
    },
    getPartners(partners) {
        const found = this.foundPartners;
        const ids = new Set(found.map((partner) => partner.id));
        const others = super.getPartners(partners).filter((partner) => !ids.has(partner.id));
        return partners === this.state.initialPartners ? [...found, ...others] : others;
    },
    /** Odoo's own search knows addresses and tax ids: it is asked where no word matches. */
    async searchPartner() {
        await this.findPartners(this.state.query);
        return this.foundPartners.length ? this.foundPartners : super.searchPartner(...arguments);
    },
    onScroll() {
        // The best matches are all there; who wants others types more of the name.
        if (!this.foundPartners.length) {
            super.onScroll(...arguments);
        }
    },
});
