import { patch } from "@web/core/utils/patch";
import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { QUANTITY_DIGITS, toUnits } from "@pos_customer_loyalty/points/units";

/** Products by which a till sells nothing: tips, and what is paid in or off. */
const SPECIAL_PRODUCTS = [
    "tip_product_id",
    "deposit_product_id",
    "settle_due_product_id",
    "settle_invoice_product_id",
    "down_payment_product_id",
];
/** Kinds of Odoo's own loyalty programs whose cards are money: selling one is no purchase yet. */
const PREPAID = ["gift_card", "ewallet"];

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
    /** Whether the line is part of what earns, as the server will see it. */
    get mayEarnPoints() {
        if (this.refunded_orderline_id || this.is_points_discount) {
            return false;
        }
        if (this.qty * this.price_unit < 0) {
            return !this.isPaidByCard;
        }
        return !this.isSpecial && !this.is_reward_line && !this.isPrepaidCard;
    },

    /** Whether the till sells nothing by the line: a tip, or what is paid in or off. */
    get isSpecial() {
        return SPECIAL_PRODUCTS.some(
            (name) => this.config[name] && this.config[name] === this.product_id
        );
    },

    /** Whether a gift card or a wallet of Odoo's own loyalty is sold or topped up. */
    get isPrepaidCard() {
        const programs = this.models["loyalty.program"]?.getAll() || [];
        return programs.some(
            ({ program_type, trigger_product_ids }) =>
                PREPAID.includes(program_type) &&
                trigger_product_ids.some((product) => product.id === this.product_id.id)
        );
    },

    /** Whether such a card pays: that is no discount. */
    get isPaidByCard() {
        return this.is_reward_line && PREPAID.includes(this.reward_id?.program_id?.program_type);
    },

    /** The line as plain values, for points/earning.js. */
    toPointsLine(program) {
        const size = Math.abs(program.tax_included ? this.priceIncl : this.priceExcl);
        // In an order of returns, prices are above zero.
        const amount = this.qty * this.price_unit < 0 ? -size : size;
        return {
            key: this.uuid,
            product: this.product_id.id,
            quantity: toUnits(this.qty, QUANTITY_DIGITS),
            amount: program.toUnits(amount, this.order_id.currency),
            labels: this.pointsLabels,
            taxes: this.pointsTaxes,
            product_points: this.product_id.product_tmpl_id.points_given || 0,
        };
    },

    /** The line as plain values, for what may be paid in points: with taxes. */
    toPayableLine(program) {
        const size = Math.abs(this.priceIncl);
        return {
            key: this.uuid,
            product: this.product_id.id,
            quantity: toUnits(this.qty, QUANTITY_DIGITS),
            amount: program.toUnits(
                this.qty * this.price_unit < 0 ? -size : size,
                this.order_id.currency
            ),
            taxes: this.pointsTaxes,
        };
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
