import { patch } from "@web/core/utils/patch";
import { ResPartner } from "@point_of_sale/app/models/res_partner";
import { getTierSentence } from "@pos_customer_loyalty/tiers/tier_sentence";

patch(ResPartner.prototype, {
    /** Whether this is the number of a further card. */
    hasCard(code) {
        return (this.card_codes || []).includes(code);
    },

    get searchString() {
        return [super.searchString, ...(this.card_codes || [])].join(" ");
    },

    exactMatch(searchWord) {
        const codes = (this.card_codes || []).map((code) => code.toLowerCase());
        return codes.includes(searchWord) || super.exactMatch(...arguments);
    },

    /** The way to the next tier, see res.partner._read_tier_progress. */
    get tierProgress() {
        return this.tier_progress || false;
    },

    /** What the customer is, in one word of a list: the tier, or else the first category. */
    get badge() {
        return this.tierProgress.reached || this.category_id?.[0]?.name;
    },

    /** "37.50 € to Gold" */
    get tierSentence() {
        return getTierSentence(this.tierProgress);
    },

    /** Take over what the server says of a customer after a sale. */
    setStanding({ category_ids, tier_progress }) {
        const known = this.models["res.partner.category"];
        const categories = category_ids.map((id) => known.get(id)).filter(Boolean);
        this.update({ tier_progress, category_id: [["set", ...categories]] });
    },

    /** The customer's account in the program of this till, if there is one. */
    get pointsAccount() {
        const program = this.models["pos.config"].getFirst().points_program_id;
        if (!program) {
            return undefined;
        }
        const ownerId = this.points_holder?.id ?? this.id;
        const isSought = (account) =>
            account.program_id === program && account.raw.partner_id === ownerId;
        const accounts = this.models["points.account"];
        if (this.points_holder) {
            // That contact may not be loaded: no index knows its account.
            return accounts.find(isSought);
        }
        const account = accounts.getBy("partner_id", ownerId);
        // Those of a program that the till had before may still be here.
        return account && (isSought(account) ? account : accounts.find(isSought));
    },
});
