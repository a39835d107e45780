import { Component, useEffect, useExternalListener, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { getPointsMoved } from "@pos_customer_loyalty/points/returned_sale";
import { QUANTITY_DIGITS, toUnits } from "@pos_customer_loyalty/points/units";

/** How many points come back and are taken back with goods, before they do. */
export class ReturnedPoints extends Component {
    static template = "pos_customer_loyalty.ReturnedPoints";
    static props = { returning: Object };

    setup() {
        this.pos = usePos();
        this.state = useState({ asked: "", sales: undefined, isUnknown: false });
        useEffect(
            () => {
                this.ask();
            },
            () => [this.saleIds.join()]
        );
        useExternalListener(window, "pos-network-online", () => this.ask());
    }

    get saleIds() {
        const ids = this.props.returning.goods.map(({ sold }) => sold.order_id.id);
        return [...new Set(ids)];
    }

    /** What the ledger says of the sales, which no till knows. */
    async ask() {
        const ids = this.saleIds;
        if (ids.join() !== this.state.asked) {
            Object.assign(this.state, { asked: ids.join(), sales: undefined });
        }
        const args = [ids.filter(Number.isInteger)];
        const sales = await this.pos.data.silentCall("pos.order", "read_points_to_return", args);
        if (ids.join() === this.state.asked) {
            this.state.sales = sales || this.state.sales;
            this.state.isUnknown = !this.state.sales;
        }
    }

    /** How many units of each line come back, in millionths. */
    get returned() {
        const returned = {};
        for (const { sold, quantity } of this.props.returning.goods) {
            const units = toUnits(quantity, QUANTITY_DIGITS);
            returned[sold.uuid] = (returned[sold.uuid] || 0) + units;
        }
        return returned;
    }

    /** What the server will do, once it has told of these sales. */
    get moved() {
        const { returning } = this.props;
        return getPointsMoved(this.state.sales || [], { ...returning, returned: this.returned });
    }

    format(points) {
        return this.pos.config.points_program_id.formatPoints(points);
    }
}
