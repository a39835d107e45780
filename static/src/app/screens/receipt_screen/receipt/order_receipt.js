import { patch } from "@web/core/utils/patch";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { TierProgress } from "@pos_customer_loyalty/tiers/tier_progress";

patch(OrderReceipt, {
    components: { ...OrderReceipt.components, TierProgress },
});
