import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { formatFloat } from "@web/core/utils/numbers";
import { SelectionPopup } from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { TierProgress } from "@pos_customer_loyalty/tiers/tier_progress";
import { CustomerSheetModel } from "./customer_sheet_model";

/** A customer at a glance, made for a finger: figures, notes, and what was bought last. */
export class CustomerSheet extends Component {
    static template = "pos_customer_loyalty.CustomerSheet";
    static components = { Dialog, TierProgress };
    static props = {
        partner: Object,
        choose: { type: Function, optional: true },
        close: Function,
    };

    setup() {
        this.pos = usePos();
        this.sheet = useState(new CustomerSheetModel(this.pos, this.props.partner));
        this.state = useState({ canChoose: Boolean(this.props.choose) });
        onWillStart(() => {
            // The sheet opens at once; the answer fills it.
            this.sheet.load();
        });
    }

    get partner() {
        return this.sheet.partner;
    }

    /** Without the lines that the form of an address leaves empty. */
    get address() {
        const lines = (this.partner.pos_contact_address || "").split("\n");
        return lines.filter((line) => line.trim()).join("\n");
    }

    /** What the shop knows in figures; what is zero and would only be noise is left out. */
    get tiles() {
        const { figures } = this.sheet;
        if (!figures) {
            return [];
        }
        const money = (name, label) => ({ name, label, text: this.formatMoney(figures[name]) });
        const day = (name, label) =>
            figures[name] && {
                name,
                label,
                text: this.formatDay(deserializeDate(figures[name])),
            };
        const tiles = [
            figures.account_balance && money("account_balance", _t("Amount Due")),
            figures.credit_note_total && money("credit_note_total", _t("Credit Notes")),
            money("turnover_year", _t("12 Months")),
            { name: "visits_year", label: _t("Visits"), text: formatInteger(figures.visits_year) },
            figures.visits_year && money("average_basket", _t("Average Basket")),
            this.sheet.customerSince && {
                name: "customer_since",
                label: _t("Customer Since"),
                text: this.formatDay(this.sheet.customerSince),
            },
            day("last_visit", _t("Last Visit")),
            // An invoice may be newer than the last visit.
            figures.last_purchase !== figures.last_visit &&
                day("last_purchase", _t("Last Purchase")),
        ];
        return tiles.filter(Boolean);
    }

    formatMoney(amount, currencyId = this.sheet.currencyId) {
        return formatCurrency(amount, currencyId);
    }

    formatDay(date) {
        return formatDate(date);
    }

    formatQuantity(quantity) {
        return formatFloat(quantity, { trailingZeros: false });
    }

    choose() {
        this.state.canChoose = false;
        this.props.choose(this.partner);
    }

    chooseAndClose() {
        this.choose();
        this.props.close();
    }

    async edit() {
        const partner = await this.pos.editPartner(this.partner);
        if (partner) {
            this.sheet.partner = partner;
            await this.sheet.load();
        }
    }

    /** One tap opens the shop's messages, the next one sends. */
    async send() {
        const list = this.sheet.messages.map((message) => ({
            id: message.id || "statement",
            label: message.name,
            description: message.is_refused ? _t("The customer has not agreed to it") : "",
            item: message,
        }));
        const title = _t("Send to %s", this.partner.email);
        const message = await makeAwaitable(this.pos.dialog, SelectionPopup, { title, list });
        if (message) {
            const sentence = await this.sheet.send(message);
            if (sentence) {
                this.pos.notification.add(sentence, { type: "success" });
            }
        }
    }

    async sellAgain(line) {
        const isAdded = await this.pos.sellAgain(line);
        if (isAdded && this.state.canChoose && this.isForBasket) {
            this.choose();
        }
    }

    /** Whether a customer is wanted for the basket, and not for a sale of earlier. */
    get isForBasket() {
        const screen = this.pos.router.state.current;
        return screen !== "TicketScreen" && !this.pos.getOrder().getPartner();
    }
}
