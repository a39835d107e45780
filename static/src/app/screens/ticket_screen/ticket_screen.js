import { patch } from "@web/core/utils/patch";
import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { ReturnedPoints } from "@pos_customer_loyalty/app/components/returned_points/returned_points";
import { ClaimButton } from "./claim_button/claim_button";

patch(TicketScreen, {
    components: { ...TicketScreen.components, ClaimButton, ReturnedPoints },
});
