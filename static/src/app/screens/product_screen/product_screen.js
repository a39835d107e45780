import { patch } from "@web/core/utils/patch";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";

patch(ProductScreen.prototype, {
    /** A further card finds its customer as the barcode of the contact does. */
    async _getPartnerByBarcode(code) {
        return (
            this.pos.models["res.partner"].find((partner) => partner.hasCard(code.code)) ||
            (await super._getPartnerByBarcode(...arguments)) ||
            (await this.askForCardHolder(code.code))
        );
    },
    async askForCardHolder(code) {
        const card = [
            ["code", "=", code],
            ["company_id", "=", this.pos.company.id],
            ["active", "=", true],
        ];
        const partners = await this.pos.data.searchRead("res.partner", [["card_ids", "any", card]]);
        return partners[0];
    },
});
