import { patch } from "@web/core/utils/patch";
import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { TierProgress } from "@pos_customer_loyalty/tiers/tier_progress";

patch(PartnerLine, {
    components: { ...PartnerLine.components, TierProgress },
});
