import { patch } from "@web/core/utils/patch";
import { ReceiptScreen } from "@point_of_sale/app/screens/receipt_screen/receipt_screen";
import { TierProgress } from "@pos_customer_loyalty/tiers/tier_progress";

patch(ReceiptScreen, {
    components: { ...ReceiptScreen.components, TierProgress },
});
