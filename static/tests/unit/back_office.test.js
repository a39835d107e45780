import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    MockServer,
    contains,
    defineMenus,
    defineModels,
    defineParams,
    fields,
    getMockEnv,
    getService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { NavBar } from "@web/webclient/navbar/navbar";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

class Rule extends models.Model {
    _name = "rule";

    sun = fields.Boolean();
    mon = fields.Boolean();
    tue = fields.Boolean();
    wed = fields.Boolean();
    thu = fields.Boolean();
    fri = fields.Boolean();
    sat = fields.Boolean();
    hour_from = fields.Float();
    points = fields.Integer();
    state = fields.Char();
    progress = fields.Float();

    _records = [{ id: 1, tue: true, hour_from: 0, state: "running", progress: 20 }];
}

definePosModels();
defineModels([Rule]);

async function mountForm(arch) {
    // All services of this bundle start, and that of the till wants its data.
    await setupPosEnv();
    return mountView({ type: "form", resModel: "rule", resId: 1, arch: `<form>${arch}</form>` });
}

describe("weekdays", () => {
    const DAYS = ".o_widget_week_day_toggles button";

    test("are toggles in the order of the language", async () => {
        defineParams({ lang_parameters: { week_start: 1 } });
        onRpc("rule", "web_save", ({ args }) => expect.step(Object.keys(args[1]).join()));
        await mountForm(`<widget name="week_day_toggles" />`);
        expect(queryAllTexts(DAYS).join(" ")).toBe("Mon Tue Wed Thu Fri Sat Sun");
        expect("button[name=tue]").toHaveAttribute("aria-pressed", "true");
        await contains("button[name=sat]").click();
        expect("button[name=sat]").toHaveAttribute("aria-pressed", "true");
        await contains(".o_form_button_save").click();
        expect.verifySteps(["sat"]);
    });

    test("begin with Sunday where the week does", async () => {
        defineParams({ lang_parameters: { week_start: 7 } });
        await mountForm(`<widget name="week_day_toggles" />`);
        expect(queryAllTexts(DAYS)[0]).toBe("Sun");
    });
});

describe("optional times", () => {
    const FIELD = `<field name="hour_from" widget="optional_time" placeholder="any time" />`;

    test("read as their placeholder where none is given", async () => {
        onRpc("rule", "web_save", ({ args }) => expect.step(args[1].hour_from));
        await mountForm(FIELD);
        expect("[name=hour_from] input").toHaveValue("");
        expect("[name=hour_from] input").toHaveAttribute("placeholder", "any time");
        await contains("[name=hour_from] input").edit("9:30");
        expect("[name=hour_from] input").toHaveValue("09:30");
        await contains(".o_form_button_save").click();
        await contains("[name=hour_from] input").edit("");
        await contains(".o_form_button_save").click();
        expect.verifySteps([9.5, 0]);
    });
});

describe("a number of points", () => {
    test("has the focus, and is taken over while it is typed", async () => {
        await mountForm(`<field name="sun" /><field name="points" widget="live_integer" />
            <div class="worth" invisible="not points">worth something</div>`);
        expect("[name=points] input").toBeFocused();
        await press("-");
        await advanceTime(300);
        expect(".worth").toHaveCount(0);
        await press("5");
        await advanceTime(300);
        await animationFrame();
        expect(".worth").toHaveCount(1);
        expect("[name=points] input").toHaveValue("-5");
    });
});

describe("what runs in the background", () => {
    test("refreshes its progress by itself until it is done", async () => {
        await mountForm(`<widget name="background_progress" /><field name="progress" />`);
        MockServer.env["rule"].write([1], { progress: 60 });
        await advanceTime(2500);
        await animationFrame();
        expect("[name=progress] input").toHaveValue("60.00");
        MockServer.env["rule"].write([1], { progress: 100, state: "done" });
        await advanceTime(2500);
        await animationFrame();
        expect("[name=progress] input").toHaveValue("100.00");
        MockServer.env["rule"].write([1], { progress: 0 });
        await advanceTime(2500);
        await animationFrame();
        expect("[name=progress] input").toHaveValue("100.00");
    });
});

describe.tags("desktop");
describe("what needs attention", () => {
    beforeEach(() => {
        const xmlid = "pos_customer_loyalty.points_attention_menu";
        defineMenus([
            { id: 1, name: "Shop", appID: 1, children: [2] },
            { id: 2, name: "Loyalty", appID: 1, children: [3, 4] },
            { id: 3, name: "Ledger", appID: 1 },
            { id: 4, name: "Needs Attention", appID: 1, xmlid },
        ]);
    });

    async function readMenu() {
        await animationFrame();
        await contains(".o_menu_sections button").click();
        const texts = queryAllTexts(".o-dropdown--menu a");
        await contains(".o_menu_sections button").click();
        return texts;
    }

    test("is in the menu with its count, as long as there is something", async () => {
        let count = 0;
        onRpc("points.attention", "get_count", () => count);
        await setupPosEnv();
        const env = getMockEnv();
        getService("menu").setCurrentMenu(1);
        await mountWithCleanup(NavBar);
        expect(await readMenu()).toEqual(["Ledger"]);
        count = 3;
        env.bus.trigger("ACTION_MANAGER:UI-UPDATED");
        await animationFrame();
        expect(await readMenu()).toEqual(["Ledger", "Needs Attention (3)"]);
        count = 0;
        env.bus.trigger("ACTION_MANAGER:UI-UPDATED");
        await animationFrame();
        expect(await readMenu()).toEqual(["Ledger"]);
    });

    test("is not asked for in other apps", async () => {
        onRpc("points.attention", "get_count", () => expect.step("get_count"));
        await setupPosEnv();
        const env = getMockEnv();
        env.bus.trigger("ACTION_MANAGER:UI-UPDATED");
        await animationFrame();
        expect.verifySteps([]);
    });
});
