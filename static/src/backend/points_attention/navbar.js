import { useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import { NavBar } from "@web/webclient/navbar/navbar";
import { ATTENTION_MENU } from "./points_attention_service";

/** The same menus, of which the one that asks for attention has its number, or is not there. */
function withCount(menus, count) {
    return menus
        .filter(({ xmlid }) => xmlid !== ATTENTION_MENU || count)
        .map((menu) =>
            menu.xmlid === ATTENTION_MENU
                ? { ...menu, name: _t("%(menu)s (%(count)s)", { menu: menu.name, count }) }
                : { ...menu, childrenTree: withCount(menu.childrenTree, count) }
        );
}

patch(NavBar.prototype, {
    setup() {
        super.setup();
        this.pointsAttention = useState(useService("points_attention"));
        // Sections for which there is no room are kept from when the room was measured.
        let measured = 0;
        useEffect(
            (count) => {
                if (count !== measured) {
                    measured = count;
                    this.adapt();
                    this.render();
                }
            },
            () => [this.pointsAttention.count]
        );
    },

    get currentAppSections() {
        return withCount(super.currentAppSections, this.pointsAttention.count);
    },
});
