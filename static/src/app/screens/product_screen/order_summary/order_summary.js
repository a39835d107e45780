import { patch } from "@web/core/utils/patch";
import { OrderSummary } from "@point_of_sale/app/screens/product_screen/order_summary/order_summary";
import { PointsPreview } from "@pos_customer_loyalty/app/components/points_preview/points_preview";

patch(OrderSummary, {
    components: { ...OrderSummary.components, PointsPreview },
});
