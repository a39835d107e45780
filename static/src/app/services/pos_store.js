import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { CustomerSheet } from "@pos_customer_loyalty/app/screens/customer_sheet/customer_sheet";
import { findArticle } from "@pos_customer_loyalty/app/utils/sell_again";

patch(PosStore.prototype, {
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
