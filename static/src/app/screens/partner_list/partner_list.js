import { useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { isFoundBy, toCustomer } from "@pos_customer_loyalty/app/utils/customer_words";

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
        const options = { bypassEditableProtection: true, allowRepeat: true };
        useHotkey("arrowdown", () => this.moveFocus(1), options);
        useHotkey("arrowup", () => this.moveFocus(-1), options);
    },
    get rows() {
        return [...this.modalRef.el.querySelectorAll(".partner-info")];
    },
    /** From the box where one types to the customers below it, and back. */
    moveFocus(step) {
        const rows = this.rows;
        const place = rows.indexOf(document.activeElement) + step;
        const box = this.modalRef.el.querySelector(".modal-header input");
        (rows[Math.min(place, rows.length - 1)] || box).focus();
    },
    /** Enter takes the customer or presses the button that has the focus, or takes the only
     * customer; what is typed faster than the server answers is searched first. */
    async onEnter() {
        const focused = document.activeElement;
        if (focused?.matches(".partner-info, button")) {
            return focused.click();
        }
        const { query, found } = this.state;
        const isComplete = found.query === query || this.pos.data.network.offline;
        const shown = query.trim() && isComplete ? this.shownPartners : [];
        if (shown.length === 1) {
            return this.clickPartner(shown[0]);
        }
        return await super.onEnter(...arguments);
    },
    get shownPartners() {
        const { initialPartners, loadedPartners } = this.state;
        return [...this.getPartners(initialPartners), ...this.getPartners(loadedPartners)];
    },
    get createLabel() {
        return _t('Create "%s"', this.state.query.trim());
    },
    /** Who is not found yet is created by what was typed. */
    async editPartner(partner) {
        this.pos.typedCustomer = partner ? {} : toCustomer(this.state.query);
        return await super.editPartner(...arguments);
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
        const { query } = this.state;
        const byWords = query.trim() ? partners.filter((other) => isFoundBy(other, query)) : [];
        const others = [...new Set([...byWords, ...super.getPartners(partners)])].filter(
            (partner) => !ids.has(partner.id)
        );
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
