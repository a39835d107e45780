import { registry } from "@web/core/registry";
import { WeekDays, weekDays } from "@web/views/widgets/week_days/week_days";

const { Info } = luxon;
/** Of the weekdays of luxon, which begin with Monday. */
const PLACES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** The days of the week as toggles in a row, in the order of the language. */
export class WeekDayToggles extends WeekDays {
    static template = "pos_customer_loyalty.WeekDayToggles";

    getShortName(day) {
        return Info.weekdays("short")[PLACES.indexOf(day)];
    }
}

registry.category("view_widgets").add("week_day_toggles", {
    ...weekDays,
    component: WeekDayToggles,
});
