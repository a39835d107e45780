import { patch } from "@web/core/utils/patch";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";
import { sum } from "@pos_customer_loyalty/points/shares";

/** What a customer sees of points: what there is, what is spent, what this sale earns. */
export function getPointsRows(order) {
    const account = order.partner_id?.pointsAccount;
    if (!account) {
        return [];
    }
    const program = account.program_id;
    const spent = sum(order.pointsPayments.map((payment) => payment.pointsCost));
    const earned = order.pointsPreview?.points;
    const rows = [
        {
            name: _t("Your balance"),
            value: `${account.formattedBalance} (${account.formattedValue})`,
        },
        ...account.pendingPoints.map(([day, points]) => ({
            name: _t("Available from %s", formatDate(deserializeDate(day))),
            value: program.formatPoints(points),
        })),
        { name: _t("Paid with Points"), value: spent && program.formatPoints(spent) },
        {
            name: _t("Balance after payment"),
            value: spent && program.formatPoints(Math.max(0, account.balance - spent)),
        },
        { name: _t("This order earns"), value: earned && program.formatPoints(earned) },
        {
            name: account.next_expiry && _t("Use by %s", account.formattedExpiry),
            value: account.next_expiry && account.formattedExpiringPoints,
        },
    ];
    return rows.filter((row) => row.value);
}

patch(CustomerDisplayPosAdapter.prototype, {
    formatOrderData(order) {
        super.formatOrderData(...arguments);
        // The display gets texts: it knows no models.
        const rows = getPointsRows(order);
        this.data.points = rows.map(({ name, value }) => ({ name: String(name), value }));
    },
});
