import { patch } from "@web/core/utils/patch";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { generateQRCodeDataUrl } from "@point_of_sale/utils";
import { TierProgress } from "@pos_customer_loyalty/tiers/tier_progress";

patch(OrderReceipt, {
    components: { ...OrderReceipt.components, TierProgress },
});

patch(OrderReceipt.prototype, {
    /** The code by which the customer opens the own points, or claims those of this sale. */
    get pointsQrCode() {
        const link = this.order.pointsLink;
        return link && generateQRCodeDataUrl(link);
    },
});
