import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { handleRPCError } from "@point_of_sale/app/utils/error_handlers";
import { PaymentInterface } from "@point_of_sale/app/utils/payment/payment_interface";
import { register_payment_method } from "@point_of_sale/app/services/pos_store";
import { uuidv4 } from "@point_of_sale/utils";
import { getBalanceRefusal, getMostSentence, getPaymentRefusal } from "./points_refusal";

/**
 * Points as a card: they are set aside on the server, spent by the paid order, and free again
 * when the payment is given up.
 */
export class PaymentPoints extends PaymentInterface {
    setup() {
        super.setup(...arguments);
        // What was asked for under which name, as long as the answer is not known.
        this.attempts = new Map();
    }

    /** The cashier may type another amount first. */
    get fastPayments() {
        return false;
    }

    async sendPaymentRequest(uuid) {
        const payment = this.pos.models["pos.payment"].getBy("uuid", uuid);
        if (!payment.spendsPoints) {
            // The server gives points back when the return is paid.
            return payment.amount < 0;
        }
        const refusal = getPaymentRefusal(payment);
        if (refusal) {
            return this.refuse(refusal);
        }
        return await this.authorise(payment);
    }

    async sendPaymentCancel(order, uuid) {
        await this.release(this.pos.models["pos.payment"].getBy("uuid", uuid));
        return true;
    }

    /** Set the points of a payment aside, or say why not. */
    async authorise(payment) {
        this.nameAttempt(payment);
        const attempt = this.callAuthorise(payment);
        this.attempts.set(payment.transaction_id, { amount: payment.amount, answer: attempt });
        try {
            await attempt;
            payment.isUnconfirmed = false;
            return true;
        } catch (error) {
            return this.explain(error, payment);
        }
    }

    /** The same amount again is the same attempt, whose answer may have been lost. */
    nameAttempt(payment) {
        const known = this.attempts.get(payment.transaction_id);
        if (known?.amount === payment.amount) {
            return;
        }
        this.release(payment);
        payment.transaction_id = uuidv4();
    }

    callAuthorise(payment, ...confirmation) {
        const order = payment.pos_order_id;
        const reward = payment.pointsReward;
        return this.pos.data.call(
            "pos.session",
            "authorise_points",
            [
                [this.pos.session.id],
                payment.transaction_id,
                order.uuid,
                order.partner_id.id,
                payment.amount,
                ...confirmation,
            ],
            reward ? { reward_id: reward.key } : {}
        );
    }

    explain(error, payment) {
        if (error instanceof ConnectionLostError) {
            return this.takeOffline(payment);
        }
        payment.transaction_id = "";
        if (error instanceof RPCError) {
            // The till has believed something else: it shows what is true from now on.
            this.pos.refreshPoints([payment.pos_order_id.partner_id]);
            handleRPCError(error, this.env.services.dialog);
            return false;
        }
        throw error;
    }

    /** Without connection, take points up to the limit that the program allows. */
    takeOffline(payment) {
        const order = payment.pos_order_id;
        if (payment.pointsReward) {
            return this.refuse(
                _t(
                    "Rewards require a connection to the server, which cannot be reached. Try again once it can."
                )
            );
        }
        if (!order.config.points_program_id.offline_most_amount) {
            return this.refuse(
                _t(
                    "Points require a connection to the server, which cannot be reached. Choose another payment method."
                )
            );
        }
        const refusal = getBalanceRefusal(payment);
        if (refusal) {
            return this.refuse(refusal);
        }
        const most = order.pointsOfferOffline;
        if (order.currency.round(payment.amount - most) > 0) {
            payment.setAmount(most);
            return this.refuse(_t("The server cannot be reached. %s", getMostSentence(payment)));
        }
        payment.isUnconfirmed = true;
        return true;
    }

    refuse(sentence) {
        this.env.services.dialog.add(AlertDialog, {
            title: this.payment_method_id.name,
            body: sentence,
        });
        return false;
    }

    /** Free the points of a payment that is given up; without connection they are free later. */
    async release(payment) {
        const key = payment.transaction_id;
        if (!key) {
            return;
        }
        payment.transaction_id = "";
        // A request that is still under way must not set aside what nobody wants any more.
        await this.attempts.get(key)?.answer.catch(() => {});
        this.attempts.delete(key);
        await this.pos.data.silentCall("pos.session", "release_points", [
            [this.pos.session.id],
            key,
        ]);
    }
}

register_payment_method("points", PaymentPoints);
