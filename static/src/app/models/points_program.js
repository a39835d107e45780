import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { formatDate } from "@web/core/l10n/dates";
import { Base } from "@point_of_sale/app/models/related_models";
import { formatCurrency } from "@web/core/currency";
import { formatInteger } from "@web/views/fields/formatters";
import { valueOf } from "@pos_customer_loyalty/points/exchange";
import { toUnits } from "@pos_customer_loyalty/points/units";

const { DateTime } = luxon;

export class PointsProgram extends Base {
    static pythonModel = "points.program";

    get scale() {
        return 10 ** this.currency_id.decimal_places;
    }

    get rate() {
        return {
            points: this.exchange_points,
            amount: Math.round(this.exchange_amount * this.scale),
        };
    }

    /** An amount of an order in the smallest unit of the program's currency. */
    toUnits(amount, currency) {
        const isSame = currency.id === this.currency_id.id;
        const converted = isSame ? amount : (amount * this.currency_id.rate) / currency.rate;
        return toUnits(converted, this.currency_id.decimal_places);
    }

    /** What customers get for reaching a number of points, in the program's order. */
    get rewardList() {
        // A till that was opened before knows nothing of them.
        return this.rewards || [];
    }

    getReward(id) {
        return this.rewardList.find((reward) => reward.key === id);
    }

    /** A rule in words, as the server has put it. */
    getSentence(ruleId) {
        return this.rule_sentences[ruleId];
    }

    /** "412 points" */
    formatPoints(points) {
        // Of other names the shop alone knows the singular.
        if (points === 1 && this.unit_name === String(_t("points"))) {
            return String(_t("1 point"));
        }
        return `${formatInteger(points)} ${this.unit_name}`;
    }

    setup() {
        super.setup(...arguments);
        this.lookAtClock();
    }

    /**
     * Keep the day at the shop as `today`, an ISO date: the clock of the till may be that of another
     * place. Whatever is computed from it follows when it changes, and not before, as Odoo keeps what
     * getters of records have said.
     */
    lookAtClock() {
        const today = DateTime.now().setZone(this.tz).toISODate();
        if (today !== this.today) {
            this.today = today;
        }
    }

    /** "58 points, available from 12/12/2026" */
    formatAvailability(points, day) {
        return _t("%(points)s, available from %(day)s", {
            points: this.formatPoints(points),
            day: formatDate(day),
        });
    }

    /** What so many points are worth today: "51.50 €" */
    formatValue(points) {
        return formatCurrency(valueOf(this.rate, points) / this.scale, this.currency_id.id);
    }
}

registry.category("pos_available_models").add(PointsProgram.pythonModel, PointsProgram);
