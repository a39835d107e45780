import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import {
    getChange,
    getFigureGroups,
    getHeat,
} from "@pos_customer_loyalty/backend/points_overview/overview_figures";
import { formatFigure } from "@pos_customer_loyalty/backend/points_overview/overview_format";
import { setupPosEnv } from "@point_of_sale/../tests/unit/utils";

definePosModels();

describe("the change of a figure", () => {
    test("is a share of what it was", () => {
        expect(getChange({ value: 150, before: 100 }, "integer")).toBe(0.5);
        expect(getChange({ value: 50, before: -100 }, "money")).toBe(1.5);
        expect(getChange({ value: 0, before: 100 }, "integer")).toBe(-1);
    });

    test("of a share is a difference", () => {
        expect(getChange({ value: 0.75, before: 0.5 }, "share")).toBe(0.25);
        expect(getChange({ value: 0.75, before: 0 }, "share")).toBe(0.75);
    });

    test("is not said of nothing", () => {
        expect(getChange({ value: 150, before: 0 }, "integer")).toBe(null);
        expect(getChange({ value: null, before: 1 }, "share")).toBe(null);
        expect(getChange({ value: 1, before: null }, "share")).toBe(null);
    });
});

test("a cohort without customers is cold", () => {
    expect(getHeat(0, 0)).toBe(0);
    expect(getHeat(3, 4)).toBe(0.75);
});

test("figures are written as their type says, and a dash where nothing can be said", async () => {
    await setupPosEnv();
    expect(formatFigure(null, "share")).toBe("–");
    expect(formatFigure(12345, "integer")).toBe("12,345");
    expect(formatFigure(0.1234, "share")).toBe("12.3 %");
    expect(formatFigure(2.04, "decimal")).toBe("2.0");
});

test("each figure says which documents it is about", async () => {
    await setupPosEnv();
    const figures = getFigureGroups().flatMap((group) => group.figures);
    expect(figures.length).toBe(14);
    expect(figures.every(({ help, label }) => String(help) && String(label))).toBe(true);
});
