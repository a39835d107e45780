import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { CustomerSheet } from "@pos_customer_loyalty/app/screens/customer_sheet/customer_sheet";
import { findArticle } from "@pos_customer_loyalty/app/utils/sell_again";

/** Customers of one call, see points.account.read_at_till. */
const MOST_ASKED = 1000;
/** How often a till looks whether another day has begun. */
const CLOCK_MILLISECONDS = 30_000;

patch(PosStore.prototype, {
    async initServerData() {
        const result = await super.initServerData(...arguments);
        if (this.config.points_program_id) {
            clearInterval(this.clock);
            this.clock = setInterval(() => this.lookAtClock(), CLOCK_MILLISECONDS);
            this.data.connectWebSocket("POINTS_ACCOUNTS", this.takePointsAccounts.bind(this));
            // A page that is loaded again begins with what it knew before.
            this.refreshPoints(this.models["res.partner"].filter((other) => other.pointsAccount));
        }
        return result;
    },

    /** A till may stay open over midnight, when points become available. */
    lookAtClock() {
        this.config.points_program_id?.lookAtClock();
    },

    /**
     * Ask the server what customers have now, beside what the cashier does.
     *
     * @param {ResPartner[]} partners
     */
    async refreshPoints(partners) {
        const ids = partners.map((partner) => partner.id).filter(Number.isInteger);
        if (!ids.length || this.data.network.offline || !this.config.points_program_id) {
            return;
        }
        const args = [this.config.id, ids.slice(0, MOST_ASKED)];
        const answer = await this.data.silentCall("points.account", "read_at_till", args);
        if (answer) {
            this.takePointsAccounts(answer["points.account"]);
        }
    },

    /**
     * Show what the server says of accounts, unless something newer is known.
     *
     * @param {Object[]} accounts records of `points.account` as they are loaded
     */
    takePointsAccounts(accounts) {
        const known = this.models["points.account"];
        const holders = new Set(
            this.models["res.partner"].map((partner) => partner.points_holder?.id || partner.id)
        );
        const newer = accounts.filter(
            (account) =>
                holders.has(account.partner_id) &&
                account.entry_count >= (known.get(account.id)?.entry_count || 0)
        );
        const data = { "points.account": newer };
        this.models.connectNewData(data);
        this.data.synchronizeServerDataInIndexedDB(data);
    },

    /** What a customer has is read again when it matters; their points are nobody else's. */
    setPartnerToCurrentOrder(partner) {
        const order = this.getOrder();
        const hadPoints = order.pointsPayments.length;
        super.setPartnerToCurrentOrder(...arguments);
        if (hadPoints && !order.pointsPayments.length) {
            const sentence = _t("The customer changed: the payment in points was removed.");
            this.notification.add(sentence, { type: "warning" });
        }
        if (partner) {
            this.refreshPoints([partner]);
        }
    },

    removeOrder(order) {
        if (!order.finalized) {
            order.removePointsPayments();
        }
        return super.removeOrder(...arguments);
    },

    async addLineToOrder(vals, order) {
        const line = await super.addLineToOrder(...arguments);
        order.decideIsRefund();
        return line;
    },

    /**
     * @param {ResPartner} partner
     * @param {Function} [choose] takes the customer, where one is being chosen
     */
    openCustomerSheet(partner, choose) {
        this.dialog.add(CustomerSheet, { partner, choose });
    },

    /**
     * Put the article of a past purchase into the basket, by Odoo's own way of adding one: it
     * asks for variants, lots, weights and the parts of a combo.
     *
     * @param {Object} line of a purchase, see `CustomerSheetModel`
     * @returns {Promise<boolean>} whether it is in the basket
     */
    async sellAgain(line) {
        const { product, refusal } = await findArticle(this, line);
        if (refusal) {
            this.dialog.add(AlertDialog, { title: line.name, body: refusal });
            return false;
        }
        const added = await this.addLineToCurrentOrder(
            { product_tmpl_id: product.product_tmpl_id, product_id: product },
            { presetVariant: product }
        );
        if (added) {
            const sentence = _t("%s was added to the order.", line.name);
            this.notification.add(sentence, { type: "success" });
        }
        return Boolean(added);
    },

    /** A new customer begins with what was typed to find him; what he agrees to is said here. */
    editPartnerContext(partner) {
        const typed = partner ? {} : this.typedCustomer || {};
        const defaults = Object.entries(typed).map(([name, value]) => [`default_${name}`, value]);
        return {
            ...super.editPartnerContext(...arguments),
            ...Object.fromEntries(defaults),
            till_config_id: this.config.id,
        };
    },

    /** Odoo's form; who turns out to be a customer already can be taken instead. */
    async editPartner() {
        const taken = new Promise((resolve) => {
            this.onCustomerTaken = resolve;
        });
        return await Promise.race([super.editPartner(...arguments), taken]);
    },

    /**
     * Give up the form of a new customer for one who is there already.
     *
     * @param {number} partnerId
     */
    async takeCustomer(partnerId) {
        const [partner] = await this.data.read("res.partner", [partnerId]);
        this.action.doAction({ type: "ir.actions.act_window_close" });
        this.onCustomerTaken?.(partner);
    },

    /** The ledger is not changed afterwards, as a receipt may be. */
    canEditPayment(order) {
        const isPaidInPoints = order.payment_ids.some((payment) => payment.isPoints);
        return super.canEditPayment(...arguments) && !isPaidInPoints;
    },

    async postSyncAllOrders(orders) {
        for (const order of orders) {
            if (order.customer_standing && order.partner_id) {
                order.partner_id.setStanding(order.customer_standing);
            }
        }
        await super.postSyncAllOrders(...arguments);
        // Where points are a discount, the server has turned their payments into lines.
        const payments = this.models["pos.payment"].filter((payment) => !payment.pos_order_id);
        this.models["pos.payment"].deleteMany(payments);
    },
});
