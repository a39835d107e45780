import { registry } from "@web/core/registry";

/** A step that waits for what a page says. */
function shows(content, trigger) {
    return { content, trigger };
}

registry.category("web_tour.tours").add("points_portal", {
    url: "/my",
    steps: () => [
        {
            content: "the portal leads to the points",
            trigger: "a[href='/my/points']:contains('Your Points')",
            run: "click",
            expectUnloadPage: true,
        },
        shows("the balance", ".points-statement-balance:contains('325 points')"),
        shows("what it is worth", ".points-statement-value:contains('40.62')"),
        shows("what expires when", ".points-statement-expiries:contains('until 11/01/2027')"),
        shows("the card as a barcode", ".points-card img[src^='data:image/svg']"),
        {
            content: "the history goes on",
            trigger: ".o_portal_pager a:contains('2'):first",
            run: "click",
            expectUnloadPage: true,
        },
        shows("the first entry is on the last page", ".points-statement-row:contains('+1')"),
        {
            content: "agree to be told about points",
            trigger: ".points-preferences input[name='points']",
            run: "check",
        },
        {
            content: "save the preferences",
            trigger: ".points-preferences button[type='submit']",
            run: "click",
            expectUnloadPage: true,
        },
        shows("they are saved", ".points-preferences-saved"),
        shows("and kept", ".points-preferences input[name='points']:checked"),
        shows(
            "the other one is as it was",
            ".points-preferences input[name='offers']:not(:checked)"
        ),
        shows("it can be downloaded", "a.points-statement-download[href='/my/points/statement']"),
    ],
});
