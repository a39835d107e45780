import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { NumberPopup } from "@point_of_sale/app/components/popups/number_popup/number_popup";
import { SelectionPopup } from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import { BACKSPACE, EMPTY, ZERO, getButtons } from "@point_of_sale/app/components/numpad/numpad";
import { PaymentPoints } from "./payment_points";

/** Nobody has confirmed that the points are to be spent. */
class NotConfirmed extends Error {}

const DIGITS_ONLY = getButtons([{ ...EMPTY, disabled: true }, ZERO, BACKSPACE]);

/** Many points: the server asks who confirms it, and compares the code that the till passes on. */
patch(PaymentPoints.prototype, {
    async callAuthorise(payment, ...tried) {
        const { confirmation, ...answer } = await super.callAuthorise(payment, ...tried);
        if (!confirmation) {
            return answer;
        }
        const [confirmerId, code] = await this.askForCode(confirmation, ...tried);
        return await this.callAuthorise(payment, confirmerId, code);
    },

    /**
     * Have somebody type a code.
     *
     * @param {{confirmers: {id: number, name: string}[], sentence: string}} confirmation
     * @param {number} [lastId] who has just typed a wrong one
     * @returns {Array} who confirms, and the code
     * @throws {NotConfirmed} when nobody can or does
     */
    async askForCode({ confirmers, sentence }, lastId) {
        if (!confirmers.length) {
            this.refuse(sentence);
            throw new NotConfirmed();
        }
        const confirmer =
            confirmers.find(({ id }) => id === lastId) || (await this.chooseConfirmer(confirmers));
        const code =
            confirmer &&
            (await makeAwaitable(this.env.services.dialog, NumberPopup, {
                title: _t("Code: %s", confirmer.name),
                subtitle: sentence,
                buttons: DIGITS_ONLY,
                formatDisplayedValue: (digits) => digits.replace(/./g, "•"),
                isValid: Boolean,
            }));
        if (!code) {
            throw new NotConfirmed();
        }
        return [confirmer.id, code];
    },

    async chooseConfirmer(confirmers) {
        if (confirmers.length === 1) {
            return confirmers[0];
        }
        return await makeAwaitable(this.env.services.dialog, SelectionPopup, {
            title: _t("Who confirms?"),
            list: confirmers.map((confirmer) => ({
                id: confirmer.id,
                label: confirmer.name,
                item: confirmer,
            })),
        });
    },

    explain(error, payment) {
        if (error instanceof NotConfirmed) {
            payment.transaction_id = "";
            return false;
        }
        return super.explain(...arguments);
    },

    /** Without connection nobody can confirm anything. */
    takeOffline(payment) {
        const order = payment.pos_order_id;
        const limit = order.config.points_program_id.confirm_from_amount;
        if (limit && order.currency.round(order.getPaidInPoints(payment) - limit) >= 0) {
            return this.refuse(
                _t(
                    "Redeeming %s or more requires a confirmation, but the server cannot be reached. Enter a lower amount, or choose another payment method.",
                    this.env.utils.formatCurrency(limit)
                )
            );
        }
        return super.takeOffline(...arguments);
    },
});
