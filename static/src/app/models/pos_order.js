import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { getOutcome } from "@pos_customer_loyalty/points/earning";
import { sum } from "@pos_customer_loyalty/points/shares";
import { labelsWithAbove } from "./pos_order_line";

const { DateTime } = luxon;
const MINUTES_OF_AN_HOUR = 60;

patch(PosOrder.prototype, {
    /** The program by which this order earns points, if it is to earn any. */
    get pointsProgram() {
        const program = this.config.points_program_id;
        return program?.terms && !this.partner_id?.points_excluded ? program : undefined;
    },

    /**
     * What the order will earn as it stands: the server decides when it is paid.
     *
     * @returns {{program: PointsProgram, points: number, reasons: Object[], cuts: Object[]}
     *     |undefined} for the customer chosen, or for anybody
     */
    get pointsPreview() {
        const program = this.pointsProgram;
        if (!program || this.finalized) {
            return undefined;
        }
        const { earnings, cuts } = getOutcome(this.toPointsBasket(program), program.terms);
        const lines = new Map(this.lines.map((line) => [line.uuid, line]));
        return {
            program,
            points: sum(earnings.map((earning) => earning.points)),
            reasons: earnings.map(({ line, rule, points }) => ({
                key: `${line}/${rule}`,
                name: lines.get(line).getFullProductName(),
                sentence: program.getSentence(rule),
                points,
            })),
            cuts,
        };
    },

    /** The order as plain values, for points/earning.js. */
    toPointsBasket(program) {
        const now = (this.finalized ? this.date_order : DateTime.now()).setZone(program.tz);
        return {
            lines: this.lines.map((line) => line.toPointsLine(program)),
            customer: labelsWithAbove("g", this.partner_id?.category_id || []),
            day: now.toISODate(),
            minute: now.hour * MINUTES_OF_AN_HOUR + now.minute,
            paid_in_points: this.unitsInPoints + this.pointsCarried,
        };
    },

    /**
     * What a paid order will earn, and has cost, as far as the server has not said so: it does not
     * know the order yet, or nobody has claimed it.
     *
     * @returns {{program: PointsProgram, earned: number, spent: number, sentence: string}
     *     |undefined} the sentence where something was earned
     */
    get pointsExpected() {
        const program = this.pointsProgram;
        const isSaid = this.isSynced && this.partner_id;
        const isLost = !this.partner_id && !program?.claim_days;
        if (!program || !this.finalized || isSaid || isLost) {
            return undefined;
        }
        const { earnings } = getOutcome(this.toPointsBasket(program), program.terms);
        const earned = sum(earnings.map((earning) => earning.points));
        const spent = sum(this.pointsPayments.map((payment) => payment.pointsCost));
        const sentence = earned ? this.getExpectedSentence(program, earned) : "";
        return earned || spent ? { program, earned, spent, sentence } : undefined;
    },

    /**
     * The link of the receipt's code: the customer's own points or, after a sale without a customer,
     * the points of this sale for whoever claims them. The server decides what it leads to.
     *
     * @returns {string|undefined}
     */
    get pointsLink() {
        const hasPoints = this.partner_id || this.pointsExpected?.earned;
        if (!this.pointsProgram?.receipt_code || !this.finalized || this.isRefund || !hasPoints) {
            return undefined;
        }
        return `${this.config._base_url}/points/receipt/${this.access_token}`;
    },

    /** What the customer is told of points that are not credited yet. */
    getExpectedSentence(program, earned) {
        const points = program.formatPoints(earned);
        if (this.partner_id) {
            return _t("%s, credited as soon as the point of sale is connected", points);
        }
        return program.claim_days === 1
            ? _t("%s wait for you: claim them within a day with this receipt", points)
            : _t("%(points)s wait for you: claim them within %(days)s days with this receipt", {
                  points,
                  days: program.claim_days,
              });
    },

    /** The way to the next tier as the receipt tells it, once the server has said it. */
    get tierOnReceipt() {
        const isSaid = this.finalized && this.isSynced && this.customer_standing;
        return isSaid ? this.customer_standing.tier_progress : false;
    },

    /** From when the points count that were earned with this order, as long as they do not. */
    get pendingSentence() {
        const program = this.config.points_program_id;
        const day = this.points_available_on;
        // What made up for arrears is gone, and counts on no day.
        const points = Math.min(this.points_earned, this.points_balance);
        if (!day || points <= 0 || day.toISODate() <= program.today) {
            return undefined;
        }
        return program.formatAvailability(points, day);
    },

    /**
     * What the receipt says of points, once the server has said it.
     *
     * @returns {{program: PointsProgram, earned: number, takenBack: number, spent: number,
     *     givenBack: number, balance: number, account: PointsAccount,
     *     pending: string|undefined}|undefined}
     */
    get pointsSummary() {
        const account = this.partner_id?.pointsAccount;
        if (!this.finalized || !this.isSynced || !account) {
            return undefined;
        }
        const moved = {
            earned: this.points_earned,
            takenBack: this.points_taken_back,
            spent: this.points_spent,
            givenBack: this.points_given_back,
        };
        return {
            ...moved,
            program: account.program_id,
            account,
            // A purchase that is too small to earn leaves the balance as it is.
            balance: Object.values(moved).some(Boolean) ? this.points_balance : account.balance,
            pending: this.pendingSentence,
        };
    },
});
