import { registry } from "@web/core/registry";

const WORDS = ".points-rule-words";

/** While a rule is edited, its sentence and example stay beside its fields. */
registry.category("web_tour.tours").add("points_rule", {
    steps: () => [
        {
            content: "open the rule",
            trigger: "[name=rule_ids] .o_data_row td[name=display_name]",
            run: "click",
        },
        {
            content: "hours that are not given read any time",
            trigger: ".modal [name=hour_from] input[placeholder='any time']",
            run({ anchor }) {
                if (anchor.value) {
                    throw new Error(`The hour is ${anchor.value}.`);
                }
            },
        },
        { content: "it counts on Tuesdays", trigger: ".modal button[name=tue]", run: "click" },
        {
            content: "the sentence says so, beside the fields",
            trigger: `.modal ${WORDS}.sticky-top [name=display_name]:contains("on Tuesday")`,
        },
        {
            content: "until 9:30",
            trigger: ".modal [name=hour_to] input",
            run: "edit 9:30 && press Tab",
        },
        {
            content: "the sentence and the example say the rest",
            trigger: `.modal ${WORDS}:has([name=example]) [name=display_name]:contains("and 09:30")`,
            run({ anchor }) {
                anchor.closest(".modal-body").querySelector("[name=state]").scrollIntoView();
                const { top, bottom } = anchor.getBoundingClientRect();
                if (top < 0 || bottom > window.innerHeight) {
                    throw new Error("The sentence is out of view.");
                }
            },
        },
        { content: "save", trigger: ".modal .o_form_button_save", run: "click" },
        {
            content: "the list has it",
            trigger: "[name=rule_ids] .o_data_row:contains('on Tuesday')",
        },
        { content: "save the program", trigger: ".o_form_button_save", run: "click" },
        { content: "it is saved", trigger: ".o_form_saved" },
    ],
});
