import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { Base } from "@point_of_sale/app/models/related_models";
import { getPending } from "@pos_customer_loyalty/points/lots";
import { getNext } from "@pos_customer_loyalty/points/rewards";
import { sum } from "@pos_customer_loyalty/points/shares";

export class PointsAccount extends Base {
    static pythonModel = "points.account";

    /** Points that can only be spent from a later day on, by that day: pairs of a day and points.
     * A till that stays open over midnight finds them available by itself. */
    get pendingPoints() {
        return getPending(this.pending || [], this.program_id.today);
    }

    /** Points that can be spent, as far as this till knows. */
    get available() {
        return this.balance - sum(this.pendingPoints.map(([_day, points]) => points));
    }

    /** "58 points, available from 12/12/2026", for each day. */
    get pendingSentences() {
        return this.pendingPoints.map(([day, points]) =>
            this.program_id.formatAvailability(points, deserializeDate(day))
        );
    }

    /**
     * The reward that the customer reaches next: "35 points to your next reward: A coffee". What is
     * pending has been collected already.
     *
     * @returns {string|undefined} a sentence for the customer; none where all are reached
     */
    get nextRewardSentence() {
        const { program_id: program, balance } = this;
        const reward = getNext(program.rewardList, balance);
        return (
            reward &&
            _t("%(points)s to your next reward: %(reward)s", {
                points: program.formatPoints(reward.points - balance),
                reward: reward.name,
            })
        );
    }

    get formattedBalance() {
        return this.program_id.formatPoints(this.balance);
    }

    get formattedValue() {
        return this.program_id.formatValue(this.balance);
    }

    get formattedExpiringPoints() {
        return this.program_id.formatPoints(this.next_expiry_points);
    }

    /** The last day on which the points that expire first can be spent. */
    get formattedExpiry() {
        return formatDate(this.next_expiry);
    }
}

registry.category("pos_available_models").add(PointsAccount.pythonModel, PointsAccount);
