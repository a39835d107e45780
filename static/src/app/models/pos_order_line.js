import { patch } from "@web/core/utils/patch";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { getKind } from "@pos_customer_loyalty/points/goods";
import { QUANTITY_DIGITS, toUnits } from "@pos_customer_loyalty/points/units";

/** What lines of a till's special products are, see points/goods.py. */
const SPECIAL_PRODUCTS = {
    discount_product_id: "discount",
    tip_product_id: "tip",
    deposit_product_id: "deposit",
    down_payment_product_id: "deposit",
    settle_due_product_id: "settlement",
    settle_invoice_product_id: "settlement",
};
/** Kinds of Odoo's own loyalty programs whose cards are money, and what their lines are. */
const PREPAID = { gift_card: "gift_card", ewallet: "top_up" };

/**
 * The labels of records and of all those above them, see points/goods.py.
 *
 * @param {string} letter
 * @param {Base[]} records
 * @returns {string[]}
 */
export function labelsWithAbove(letter, records) {
    const labels = new Set();
    for (let record of records) {
        for (; record && !labels.has(letter + record.id); record = record.parent_id) {
            labels.add(letter + record.id);
        }
    }
    return [...labels];
}

patch(PosOrderline.prototype, {
    /** What the line is to points, as the server will see it. */
    get pointsKind() {
        return getKind(this.qty * this.price_unit, {
            returned: Boolean(this.refunded_orderline_id),
            inPoints: this.is_points_discount,
            reward: this.is_reward_line
                ? PREPAID[this.reward_id?.program_id?.program_type] || ""
                : undefined,
            article: this.prepaidKind || this.specialKind,
        });
    },

    /** What the line is where the till sells no goods by it: a tip, what is paid in or off. */
    get specialKind() {
        const name = Object.keys(SPECIAL_PRODUCTS).find(
            (name) => this.config[name] && this.config[name] === this.product_id
        );
        return SPECIAL_PRODUCTS[name];
    },

    /** What the line is where it sells a gift card of Odoo's own loyalty, or tops up a wallet. */
    get prepaidKind() {
        const programs = this.models["loyalty.program"]?.getAll() || [];
        const program = programs.find(
            ({ program_type, trigger_product_ids }) =>
                program_type in PREPAID &&
                trigger_product_ids.some((product) => product.id === this.product_id.id)
        );
        return PREPAID[program?.program_type];
    },

    /** The line as plain values, for points/goods.js. */
    toPointsLine(program) {
        const template = this.product_id.product_tmpl_id;
        const price = this.getSignedUnits(program, this.priceIncl);
        return {
            key: this.uuid,
            product: this.product_id.id,
            quantity: toUnits(this.qty, QUANTITY_DIGITS),
            amount: program.tax_included ? price : this.getSignedUnits(program, this.priceExcl),
            labels: this.pointsLabels,
            taxes: this.pointsTaxes,
            product_points: template.points_given || 0,
            kind: this.pointsKind,
            head: this.combo_parent_id?.uuid || "",
            // A till that was opened before knows nothing of it.
            earns: template.earns_points ?? true,
            payable: !template.points_not_accepted,
            price: program.tax_included ? null : price,
        };
    },

    /** An amount of the line as the customer sees it: in an order of returns it is above zero. */
    getSignedUnits(program, amount) {
        const size = Math.abs(amount);
        const signed = this.qty * this.price_unit < 0 ? -size : size;
        return program.toUnits(signed, this.order_id.currency);
    },

    get pointsLabels() {
        const template = this.product_id.product_tmpl_id;
        const variantTags = this.product_id.additional_product_tag_ids || [];
        const tags = [...template.product_tag_ids, ...variantTags];
        return [
            `p${this.product_id.id}`,
            ...labelsWithAbove("c", [template.categ_id]),
            ...labelsWithAbove("k", template.pos_categ_ids),
            ...labelsWithAbove("t", tags),
        ];
    },

    get pointsTaxes() {
        const position = this.order_id.fiscal_position_id;
        const taxes = position ? position.getTaxesAfterFiscalPosition(this.tax_ids) : this.tax_ids;
        return taxes
            .map((tax) => tax.id)
            .sort((left, right) => left - right)
            .join(",");
    },
});
