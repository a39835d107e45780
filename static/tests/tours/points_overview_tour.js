import { registry } from "@web/core/registry";

const figure = (name, text) =>
    `.o_points_overview [data-figure=${name}] button:contains("${text}")`;

/** The figures of a period, those of another one, and the records behind one of them. */
registry.category("web_tour.tours").add("points_overview", {
    steps: () => [
        { content: "a year has both members", trigger: figure("members", "2") },
        { content: "and their points", trigger: figure("earned", "130") },
        { content: "graphs are drawn", trigger: ".o_points_overview_chart canvas" },
        {
            content: "who bought most comes first",
            trigger: ".o_points_overview tr:contains('Marie Overview') td:contains('100')",
        },
        {
            content: "look at this month only",
            trigger: ".o_points_overview select[name=period]",
            run: "select month",
        },
        { content: "less was earned in it", trigger: figure("earned", "100") },
        {
            content: "open the entries of the month",
            trigger: figure("earned", "100"),
            run: "click",
        },
        {
            content: "there is the one that was counted",
            trigger: ".o_list_view .o_data_row:contains('Marie Overview'):only-of-type",
        },
        {
            content: "go back",
            trigger: ".o_back_button, .breadcrumb-item a:contains('Loyalty Overview')",
            run: "click",
        },
        {
            content: "the month is still chosen",
            trigger: ".o_points_overview select[name=period]:value(month)",
        },
        { content: "open the members", trigger: figure("members", "2"), run: "click" },
        {
            content: "they are in the directory",
            trigger: ".o_list_view .o_data_row:contains('Paul Overview')",
        },
    ],
});

/** Before there is anything to see, the page says what to do first. */
registry.category("web_tour.tours").add("points_overview_empty", {
    steps: () => [
        {
            content: "a program comes first",
            trigger:
                ".o_points_overview .o_view_nocontent:contains('first loyalty program') button",
            run: "click",
        },
        {
            content: "here it is created",
            trigger: ".o_form_view .o_field_widget[name=exchange_points]",
        },
    ],
});
