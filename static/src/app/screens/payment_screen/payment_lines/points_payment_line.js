import { Component } from "@odoo/owl";

/** What a payment in points costs, what is left, and how far it is. */
export class PointsPaymentLine extends Component {
    static template = "pos_customer_loyalty.PointsPaymentLine";
    static props = { payment: Object, send: Function, remove: Function };

    get program() {
        return this.props.payment.config.points_program_id;
    }

    get cost() {
        return this.program.formatPoints(this.props.payment.pointsCost);
    }

    get left() {
        const { payment } = this.props;
        // The server may just have turned the payment into a discount.
        const available = payment.pos_order_id?.getPointsAvailable(payment) || 0;
        return this.program.formatPoints(Math.max(0, available - payment.pointsCost));
    }

    get isWaiting() {
        return ["waiting", "waitingCancel"].includes(this.props.payment.payment_status);
    }

    get isDone() {
        return this.props.payment.payment_status === "done";
    }
}
