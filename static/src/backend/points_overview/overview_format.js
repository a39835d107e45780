import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { _t } from "@web/core/l10n/translation";

const DECIMALS = [16, 1];

/**
 * A figure as the user writes it; a dash for what cannot be said.
 *
 * @param {?number} value
 * @param {"integer"|"money"|"share"|"decimal"} type
 * @param {number} currencyId of money
 */
export function formatFigure(value, type, currencyId) {
    if (value === null) {
        return "–";
    }
    if (type === "money") {
        return formatMonetary(value, { currencyId });
    }
    if (type === "share") {
        return _t("%s %%", formatFloat(100 * value, { digits: DECIMALS }));
    }
    return type === "integer" ? formatInteger(value) : formatFloat(value, { digits: DECIMALS });
}
