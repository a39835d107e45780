import { patch } from "@web/core/utils/patch";
import { PaymentScreenPaymentLines } from "@point_of_sale/app/screens/payment_screen/payment_lines/payment_lines";
import { PointsPaymentLine } from "./points_payment_line";

patch(PaymentScreenPaymentLines, {
    components: { ...PaymentScreenPaymentLines.components, PointsPaymentLine },
});
