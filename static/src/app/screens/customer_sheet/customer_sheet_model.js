import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { ConnectionLostError } from "@web/core/network/rpc";

/** An order that the till has in its memory, as the server would tell of it. */
function toPurchase(order) {
    return {
        id: order.id,
        date: order.date_order,
        shop: order.config.name,
        total: order.priceIncl,
        currency_id: order.currency.id,
        lines: order.lines
            .filter((line) => !line.combo_parent_id)
            .map((line) => ({
                id: line.id,
                product_id: line.product_id.id,
                template_id: line.product_id.product_tmpl_id.id,
                name: line.getFullProductName(),
                quantity: line.qty,
                total: line.comboTotalPrice,
                is_sold: line.product_id.product_tmpl_id.canBeDisplayed,
            })),
    };
}

/** What the till shows of a customer: told by the server, or what the till knows without it. */
export class CustomerSheetModel {
    /**
     * @param {PosStore} pos
     * @param {ResPartner} partner
     */
    constructor(pos, partner) {
        this.pos = pos;
        this.partner = partner;
        this.figures = false;
        this.currencyId = pos.currency.id;
        this.birthday = false;
        this.customerSince = false;
        this.notes = "";
        this.consents = [];
        this.messages = [];
        this.orders = [];
        this.hasMore = false;
        this.isLoading = false;
        this.isOffline = false;
    }

    async load() {
        await this.ask(async () => {
            const sheet = await this.call("read_customer_sheet");
            this.pos.models.loadConnectedData(sheet.records);
            this.figures = sheet.figures;
            this.currencyId = sheet.currency_id;
            this.birthday = sheet.birthday && deserializeDate(sheet.birthday);
            this.customerSince = sheet.customer_since && deserializeDate(sheet.customer_since);
            this.notes = sheet.notes;
            this.consents = sheet.consents;
            this.messages = sheet.messages;
            this.orders = [];
            this.addPage(sheet.purchases);
        });
        if (this.isOffline) {
            this.orders = this.getKnownOrders();
            this.hasMore = false;
        }
    }

    async loadMore() {
        const last = this.orders.at(-1).id;
        await this.ask(async () =>
            this.addPage(await this.call("read_customer_purchases", [last]))
        );
    }

    /** Record that the customer agrees to something, or no more. */
    async toggleConsent({ purpose, given }) {
        await this.ask(async () => {
            this.consents = await this.call("set_customer_consent", [purpose, !given]);
            const refused = this.consents.filter((consent) => !consent.given);
            for (const message of this.messages) {
                message.is_refused = refused.some((consent) => consent.purpose === message.purpose);
            }
        });
    }

    /**
     * Send the customer one of the shop's messages.
     *
     * @returns {Promise<string|undefined>} what the server says of it; nothing without connection
     */
    async send(message) {
        let sentence;
        await this.ask(async () => {
            sentence = await this.call("send_customer_message", [message.id]);
        });
        return sentence;
    }

    /** Ask the server; without connection say so. */
    async ask(question) {
        if (this.isLoading) {
            return;
        }
        this.isLoading = true;
        try {
            await question();
            this.isOffline = false;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.isOffline = true;
        } finally {
            this.isLoading = false;
        }
    }

    call(method, args = []) {
        const { data, config } = this.pos;
        return data.call("res.partner", method, [this.partner.id, config.id, ...args]);
    }

    addPage(purchases) {
        const dated = purchases.orders.map((order) => ({
            ...order,
            date: deserializeDateTime(order.date),
        }));
        this.orders = [...this.orders, ...dated];
        this.hasMore = purchases.more;
    }

    /** The customer's orders in the memory of the till, newest first. */
    getKnownOrders() {
        return this.pos.models["pos.order"]
            .filter((order) => order.finalized && order.partner_id?.id === this.partner.id)
            .map(toPurchase)
            .sort((one, other) => other.date - one.date);
    }
}
