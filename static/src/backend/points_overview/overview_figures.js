import { _t } from "@web/core/l10n/translation";

/**
 * The figures of the overview in their order: how each is named, what it counts, and how it is
 * written (`type`). A share is a number from 0 to 1.
 */
export function getFigureGroups() {
    return [
        {
            name: "customers",
            label: _t("Customers"),
            figures: [
                {
                    name: "members",
                    label: _t("Members"),
                    type: "integer",
                    help: _t(
                        "Customers who have an account in the program at the end of the period. Those who share an account are one member."
                    ),
                },
                {
                    name: "new_members",
                    label: _t("New Members"),
                    type: "integer",
                    help: _t("Members whose account was opened in the period."),
                },
                {
                    name: "came",
                    label: _t("Members Who Came"),
                    type: "integer",
                    help: _t(
                        "Members with at least one paid order at the point of sale in the period that sells something. Invoices do not count."
                    ),
                },
                {
                    name: "named_share",
                    label: _t("Turnover with a Customer"),
                    type: "share",
                    help: _t(
                        "Share of the turnover at the point of sale from orders on which a customer was selected. Paid orders minus returns, taxes included; no invoices."
                    ),
                },
                {
                    name: "basket_members",
                    label: _t("Average Basket: Members"),
                    type: "money",
                    against: "basket_others",
                    help: _t(
                        "Paid point of sale orders of members minus returns, taxes included, divided by their visits. The others are all other orders, also those without a customer."
                    ),
                },
                {
                    name: "visits_members",
                    label: _t("Visits per Member"),
                    type: "decimal",
                    against: "visits_others",
                    help: _t(
                        "Visits of members divided by the members who came. The others are customers selected on an order who are not members; orders without a customer cannot be counted per person."
                    ),
                },
            ],
        },
        {
            name: "points",
            label: _t("Points"),
            figures: [
                {
                    name: "earned",
                    label: _t("Points Earned"),
                    type: "integer",
                    help: _t(
                        "Points earned on sales, and bonuses, of the period. Adjustments, transfers and opening balances do not count."
                    ),
                },
                {
                    name: "spent",
                    label: _t("Points Redeemed"),
                    type: "integer",
                    help: _t("Points redeemed in the period, minus points refunded on returns."),
                },
                {
                    name: "redemption_rate",
                    label: _t("Redemption Rate"),
                    type: "share",
                    help: _t(
                        "Points redeemed in the period divided by the points earned minus those taken back in the same period. Above 100 % when customers redeem points of earlier periods."
                    ),
                },
                {
                    name: "taken_back",
                    label: _t("Points Taken Back"),
                    type: "integer",
                    help: _t(
                        "Points taken back in the period for returned products and credit notes."
                    ),
                },
                {
                    name: "expired",
                    label: _t("Points Expired"),
                    type: "integer",
                    help: _t(
                        "Points that expired in the period. They expire in a program and not in one point of sale."
                    ),
                },
                {
                    name: "cost",
                    label: _t("Cost in % of Turnover"),
                    type: "share",
                    help: _t(
                        "Value of the points redeemed minus those refunded, at the current exchange rate, divided by the turnover at the point of sale: paid orders minus returns, taxes included."
                    ),
                },
            ],
        },
        {
            name: "owed",
            label: _t("Outstanding Points"),
            figures: [
                {
                    name: "outstanding",
                    label: _t("Points Outstanding"),
                    type: "integer",
                    help: _t(
                        "The sum of all balances at the end of the period, including negative ones."
                    ),
                },
                {
                    name: "liability",
                    label: _t("Value Outstanding"),
                    type: "money",
                    help: _t(
                        "What the outstanding points are worth at the current exchange rate of their program."
                    ),
                },
            ],
        },
    ];
}

/** The names of the kinds of entries, in the order in which they are stacked. */
export function getKinds() {
    return {
        earn: _t("Earned"),
        bonus: _t("Bonus"),
        restore: _t("Refunded"),
        opening: _t("Opening Balance"),
        redeem: _t("Redeemed"),
        clawback: _t("Taken Back"),
        expire: _t("Expired"),
        adjust: _t("Adjusted"),
        transfer: _t("Transferred"),
    };
}

/**
 * How a figure has changed since the period before.
 *
 * @param {{value: ?number, before: ?number}} figure
 * @param {string} type shares change by points of percent, all others by percent
 * @returns {?number} a share of what it was, or the difference of two shares; null where nothing
 *  can be compared
 */
export function getChange({ value, before }, type) {
    if (value === null || before === null) {
        return null;
    }
    if (type === "share") {
        return value - before;
    }
    return before ? (value - before) / Math.abs(before) : null;
}

/**
 * How dark a cell of the table of cohorts is.
 *
 * @param {number} came customers who came in a month
 * @param {number} customers of the cohort
 * @returns {number} from 0 to 1
 */
export function getHeat(came, customers) {
    return customers ? came / customers : 0;
}
