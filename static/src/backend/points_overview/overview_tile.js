import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { getChange } from "./overview_figures";
import { formatFigure } from "./overview_format";

/** A figure with its change; it opens the records behind it. */
export class OverviewTile extends Component {
    static template = "pos_customer_loyalty.OverviewTile";
    static props = { figure: Object, figures: Object, currencyId: Number, onOpen: Function };

    get values() {
        return this.props.figures[this.props.figure.name];
    }

    get value() {
        return this.format(this.values.value);
    }

    get before() {
        return _t("before: %s", this.format(this.values.before));
    }

    get others() {
        const { against } = this.props.figure;
        return against && this.format(this.props.figures[against].value);
    }

    get change() {
        return getChange(this.values, this.props.figure.type);
    }

    get changeText() {
        const { change } = this;
        const percent = formatFigure(Math.abs(change), "share", this.props.currencyId);
        const sign = change > 0 ? "+" : change < 0 ? "−" : "";
        // Percent of percent would be misread.
        return this.props.figure.type === "share"
            ? _t("%s pts", `${sign}${percent.replace("%", "").trim()}`)
            : `${sign}${percent}`;
    }

    format(value) {
        return formatFigure(value, this.props.figure.type, this.props.currencyId);
    }
}
