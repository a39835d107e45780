import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";

/** The article of a past purchase; the till may not have loaded it yet. */
async function findProduct(pos, line) {
    const known = pos.models["product.product"].get(line.product_id);
    if (known || !line.is_sold) {
        return known;
    }
    try {
        await pos.loadNewProducts([["id", "=", line.template_id]]);
    } catch (error) {
        if (!(error instanceof ConnectionLostError)) {
            throw error;
        }
    }
    return pos.models["product.product"].get(line.product_id);
}

function getSentence(line, product) {
    if (!line.is_sold || (product && !product.product_tmpl_id.canBeDisplayed)) {
        return _t("%s is no longer sold at this point of sale. Choose another product.", line.name);
    }
    if (!product) {
        return _t(
            "%s is not loaded in this point of sale, and the server cannot be reached. Try again later.",
            line.name
        );
    }
    return undefined;
}

/**
 * The article of a past purchase, to be sold once more.
 *
 * @param {PosStore} pos
 * @param {Object} line of a purchase, see `CustomerSheetModel`
 * @returns {Promise<{product: ProductProduct, refusal: string|undefined}>} the refusal is a
 *     sentence for the cashier
 */
export async function findArticle(pos, line) {
    const product = await findProduct(pos, line);
    return { product, refusal: getSentence(line, product) };
}
