import { patch } from "@web/core/utils/patch";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { PointsPreview } from "@pos_customer_loyalty/app/components/points_preview/points_preview";

patch(PaymentScreen, {
    components: { ...PaymentScreen.components, PointsPreview },
});
