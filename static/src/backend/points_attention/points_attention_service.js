import { reactive } from "@odoo/owl";
import { registry } from "@web/core/registry";

export const ATTENTION_MENU = "pos_customer_loyalty.points_attention_menu";

/**
 * How many records wait for the manager. Menus are cached, by the server and by the browser: the
 * number is asked for whenever another screen of the point of sale is shown.
 */
export const pointsAttentionService = {
    dependencies: ["menu", "orm"],
    start(env, { menu, orm }) {
        const attention = reactive({ count: 0 });
        const isShown = () => {
            const entry = menu.getAll().find(({ xmlid }) => xmlid === ATTENTION_MENU);
            return entry && entry.appID === menu.getCurrentApp()?.id;
        };
        const refresh = async () => {
            if (isShown()) {
                attention.count = await orm.silent.call("points.attention", "get_count");
            }
        };
        env.bus.addEventListener("ACTION_MANAGER:UI-UPDATED", refresh);
        env.bus.addEventListener("MENUS:APP-CHANGED", refresh);
        return attention;
    },
};

registry.category("services").add("points_attention", pointsAttentionService);
