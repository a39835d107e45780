import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { formatInteger } from "@web/views/fields/formatters";

/**
 * What is missing to the next tier: "37.50 € to Gold".
 *
 * @param {{name: string, kind: string, missing: number, currency_id: number}} progress as
 *     res.partner._read_tier_progress gives it, with a next tier
 * @returns {string}
 */
export function getTierSentence({ name, kind, missing, currency_id }) {
    if (kind === "turnover") {
        return _t("%(amount)s to %(tier)s", {
            amount: formatCurrency(missing, currency_id),
            tier: name,
        });
    }
    if (kind === "visits") {
        return missing === 1
            ? _t("1 visit to %s", name)
            : _t("%(visits)s visits to %(tier)s", { visits: formatInteger(missing), tier: name });
    }
    return missing === 1
        ? _t("1 point to %s", name)
        : _t("%(points)s points to %(tier)s", { points: formatInteger(missing), tier: name });
}

/**
 * How much of the way to the next tier is done, in whole percent; 100 only when it is reached.
 *
 * @param {{share: number}} progress
 * @returns {number}
 */
export function getTierPercent({ share }) {
    return Math.floor(share * 100);
}
