import { matches, press } from "@odoo/hoot-dom";
import { loadJS } from "@web/core/assets";

/** Where the test serves axe-core. */
const AXE = "/pos_customer_loyalty/tests/axe.js";
/** What is judged: contrast, names, roles and what else WCAG 2.1 asks for at its second level. */
const RULES = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] };
/** A screen has fewer places than that where the keyboard can be. */
const MOST_TABS = 150;

/** What fades in has the contrast of the moment; what turns for ever is not waited for. */
async function restAnimations() {
    const ending = document
        .getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map((animation) => animation.finished));
}

function describe({ id, nodes }) {
    return nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`);
}

/**
 * Whoever does not see well can use what is there.
 *
 * @param {string} selector elements of ours: Odoo's own around them are not judged
 */
export function isAccessible(selector) {
    return {
        content: `${selector} is accessible`,
        trigger: selector,
        async run() {
            await loadJS(AXE);
            await restAnimations();
            const found = await window.axe.run({ include: [[selector]] }, { runOnly: RULES });
            if (found.violations.length) {
                throw new Error(found.violations.flatMap(describe).join("\n"));
            }
        },
    };
}

function isSeenToHaveFocus(element) {
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    return outlineStyle !== "none" || boxShadow !== "none";
}

/** Go there by the keyboard, and see that it is there. */
export function reach(selector) {
    return {
        content: `go to ${selector} by the keyboard`,
        trigger: selector,
        async run() {
            for (let count = 0; !matches(document.activeElement, selector); count++) {
                if (count === MOST_TABS) {
                    throw new Error("The keyboard does not get there.");
                }
                const before = document.activeElement;
                await press("Tab");
                if (document.activeElement === before) {
                    // After the last place comes the first one.
                    before.blur();
                }
            }
            if (!isSeenToHaveFocus(document.activeElement)) {
                throw new Error("Nobody sees that it has the focus.");
            }
        },
    };
}

/** Press keys where the keyboard is, one after the other. */
export function type(...keys) {
    return {
        content: `press ${keys.join(" ")}`,
        trigger: "body",
        async run() {
            for (const key of keys) {
                const place = document.activeElement;
                await press(key);
                if (key === " ") {
                    // By which Odoo's articles are chosen, and which is not sent any more.
                    const values = { key, code: "Space", bubbles: true };
                    place.dispatchEvent(new KeyboardEvent("keypress", values));
                }
            }
        },
    };
}
