import { registry } from "@web/core/registry";

function search(text) {
    return [
        {
            content: "remove what was searched before",
            trigger: ".o_cp_searchview",
            async run({ click, queryAll }) {
                for (const facet of queryAll(".o_facet_remove")) {
                    await click(facet);
                }
            },
        },
        {
            content: `type "${text}" in the box`,
            trigger: ".o_searchview_input",
            run: `edit ${text}`,
        },
        {
            content: "choose to search customers by it",
            trigger: `.o_searchview_autocomplete .focus:contains("Customer"):contains("${text}")`,
            run: "click",
        },
        { content: "the box searches by it", trigger: `.o_facet_value:contains("${text}")` },
    ];
}

function listShowsFirst(name) {
    return {
        content: `${name} is the first of the list`,
        trigger: `.o_list_view .o_data_row:first:contains("${name}")`,
    };
}

function open(name) {
    return {
        content: `open the sheet of ${name}`,
        trigger: `.o_data_row:contains("${name}") td[name=display_name]`,
        run: "click",
    };
}

function figureShows(field, value) {
    return {
        content: `${field} is ${value}`,
        trigger: `.o_customer_figures [name=${field}]:contains("${value}")`,
    };
}

function enter(field, value) {
    return {
        content: `enter ${value} as ${field}`,
        trigger: `.o_form_view .o_field_widget[name=${field}] :is(input, textarea)`,
        run: `edit ${value} && press Tab`,
    };
}

function save() {
    return [
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        { content: "it is saved", trigger: ".o_form_saved" },
    ];
}

/** Find, open, edit, and create with the warning that the customer is there already. */
registry.category("web_tour.tours").add("customer_directory", {
    steps: () =>
        [
            search("mar dupo"),
            listShowsFirst("AAA Marie Dupont"),
            open("AAA Marie Dupont"),
            figureShows("points_balance", "400"),
            figureShows("points_value", "50.00"),
            {
                content: "the purchases are on the first page",
                trigger: ".o_notebook .nav-link.active:contains(Purchases)",
            },
            enter("phone", "06 39 98 74 07"),
            save(),
            { content: "back", trigger: ".o_back_button", run: "click" },
            search("06.39.98.74"),
            listShowsFirst("AAA Marie Dupont"),
            { content: "add a customer", trigger: ".o_list_button_add", run: "click" },
            enter("name", "Marie Dupond"),
            enter("phone", "+33 6 39 98 74 07"),
            {
                content: "she is a customer already",
                trigger:
                    '[name=warning_duplicate]:contains("Existing customer"):contains("AAA Marie Dupont"):contains("same phone")',
            },
            enter("phone", "06 39 98 11 11"),
            {
                content: "it is somebody else",
                trigger: ".o_form_view:not(:has([name=warning_duplicate]))",
            },
            save(),
        ].flat(),
});
