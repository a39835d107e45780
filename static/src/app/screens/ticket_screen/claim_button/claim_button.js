import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";

/** Gives the points of a sale without a customer to the one who shows its receipt. */
export class ClaimButton extends Component {
    static template = "pos_customer_loyalty.ClaimButton";
    static props = { order: { type: Object, optional: true } };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ isBusy: false });
    }

    get isShown() {
        const { order } = this.props;
        const program = this.pos.config.points_program_id;
        return program?.claim_days && order?.finalized && !order.isRefund && !order.partner_id;
    }

    async onClick() {
        const partner = await makeAwaitable(this.dialog, PartnerList);
        if (!partner) {
            return;
        }
        this.state.isBusy = true;
        try {
            await this.claimFor(partner);
        } finally {
            this.state.isBusy = false;
        }
    }

    async claimFor(partner) {
        const { order } = this.props;
        const data = await this.pos.data.call("pos.order", "claim_points", [order.id, partner.id]);
        this.pos.models.loadConnectedData(data);
        const program = this.pos.config.points_program_id;
        const points = program.formatPoints(order.points_earned);
        this.notification.add(
            _t("%(customer)s: %(points)s for this sale.", { customer: partner.name, points }),
            { type: "success" }
        );
    }
}
