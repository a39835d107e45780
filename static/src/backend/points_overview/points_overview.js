import { Component, onWillStart, useState } from "@odoo/owl";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor, hexToRGBA } from "@web/core/colors/colors";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { OverviewChart } from "./overview_chart";
import { getFigureGroups, getHeat, getKinds } from "./overview_figures";
import { formatFigure } from "./overview_format";
import { OverviewTile } from "./overview_tile";

const { DateTime } = luxon;
const SCHEME = cookie.get("color_scheme");
const GRID = getCustomColor(SCHEME, "#d8dadd", "#3C3E4B");
const TEXT = getCustomColor(SCHEME, "#374151", "#E4E4E4");
/** The number of colors that differ: as many kinds of entries there are, and some. */
const PALETTE = 12;
const MODULE = "pos_customer_loyalty";

/** What the programs cost and bring in a period: all of it is read by one call. */
export class PointsOverview extends Component {
    static template = "pos_customer_loyalty.PointsOverview";
    static components = { DateTimeInput, Layout, OverviewChart, OverviewTile };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = { figures: new KeepLast(), history: new KeepLast() };
        this.groups = getFigureGroups();
        this.filters = useState({
            period: "twelve",
            first: false,
            last: false,
            program_id: false,
            config_id: false,
            ...this.props.state?.filters,
        });
        this.state = useState({ data: null, history: null });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.filters } }) });
        onWillStart(() => this.load());
    }

    /** The figures are shown as soon as they are there; what looks back a year may come later. */
    async load() {
        this.loadHistory();
        const data = await this.keepLast.figures.add(this.read("read_figures"));
        this.charts = this.getCharts(data);
        this.state.data = data;
    }

    async loadHistory() {
        const history = await this.keepLast.history.add(this.read("read_history"));
        this.breakageChart = history.breakage && this.getBreakageChart(history);
        this.state.history = history;
    }

    read(method) {
        return this.orm.call("points.overview", method, [], { ...this.filters });
    }

    get data() {
        return this.state.data;
    }

    get history() {
        return this.state.history;
    }

    get periods() {
        return [
            ["month", _t("This Month")],
            ["last_month", _t("Last Month")],
            ["quarter", _t("This Quarter")],
            ["year", _t("This Year")],
            ["twelve", _t("Last 12 Months")],
            ["own", _t("Custom Dates")],
        ];
    }

    /** Figures of points that a program has and a shop has not, are left out for a shop. */
    get shownGroups() {
        return this.groups.filter(({ name }) => name !== "owed" || !this.data.is_partial);
    }

    get comparison() {
        return _t("%(days)s, compared with %(before)s. Days in the time zone %(tz)s.", {
            days: this.formatDays(this.data.days),
            before: this.formatDays(this.data.days_before),
            tz: this.data.tz,
        });
    }

    formatDays([first, last]) {
        return _t("%(first)s to %(last)s", {
            first: this.formatDay(first),
            last: this.formatDay(last),
        });
    }

    formatDay(day) {
        return deserializeDate(day).toLocaleString(DateTime.DATE_MED);
    }

    formatMonth(day) {
        return deserializeDate(day).toFormat("LLL yyyy");
    }

    formatDate(day) {
        return deserializeDate(day);
    }

    format(value, type = "integer") {
        return formatFigure(value, type, this.data.currency_id);
    }

    // What is chosen

    choose(name, value) {
        const isRecord = name.endsWith("_id");
        this.filters[name] = isRecord ? Number(value) || false : value;
        if (name === "period" && value === "own" && !this.filters.first) {
            [this.filters.first, this.filters.last] = this.data.days;
        }
        return this.load();
    }

    chooseDay(name, day) {
        if (!day) {
            return;
        }
        this.filters[name] = serializeDate(day);
        // The other day follows, so that the period never ends before it begins.
        if (this.filters.first > this.filters.last) {
            this.filters.first = this.filters.last = this.filters[name];
        }
        return this.load();
    }

    // Records

    async open(name, label, key = false) {
        const action = await this.orm.call("points.overview", "open_records", [name], {
            key,
            ...this.filters,
        });
        return this.action.doAction({ ...action, name: label, display_name: label });
    }

    openFigure(figure) {
        return this.open(figure.name, figure.label);
    }

    openCustomer({ id }) {
        return this.action.doAction(`${MODULE}.res_partner_action_directory`, {
            viewType: "form",
            props: { resId: id },
        });
    }

    openCohort(row, place) {
        const { cohorts } = this.history;
        const { month } = cohorts[cohorts.indexOf(row) + place];
        const label = _t("First Visit in %(first)s, Came in %(month)s", {
            first: this.formatMonth(row.month),
            month: this.formatMonth(month),
        });
        return this.open("cohort", label, `${row.month}/${month}`);
    }

    /** The first step towards something to see. */
    get firstStep() {
        return {
            program: {
                title: _t("Create your first loyalty program"),
                text: _t(
                    "A program says how customers earn points and what they are worth. This page shows what it costs and what it brings."
                ),
                button: _t("New Program"),
                action: `${MODULE}.points_program_action`,
                options: { viewType: "form" },
            },
            shop: {
                title: _t("Select the program in a point of sale"),
                text: _t(
                    "No point of sale uses a program yet. Select it in the settings of your point of sale: customers then earn points with each order."
                ),
                button: _t("Settings"),
                action: "point_of_sale.action_pos_configuration",
            },
            sales: {
                title: _t("Sell to your first member"),
                text: _t(
                    "Select a customer on an order at the point of sale. The first points open an account, and the figures appear here."
                ),
                button: _t("Points of Sale"),
                action: "point_of_sale.action_pos_config_kanban",
            },
        }[this.data.missing];
    }

    // Graphs

    getCharts(data) {
        const hasPoints = Object.keys(data.flow.kinds).length;
        return {
            flow: hasPoints && this.getFlowChart(data),
            liability: data.liability.length && this.getLiabilityChart(data),
            ageing: data.ageing.length && this.getAgeingChart(data),
        };
    }

    getOptions(onClick, format, values = {}) {
        const axis = { grid: { color: GRID }, ticks: { color: TEXT, maxRotation: 45 } };
        const label = ({ dataset, raw }) =>
            dataset.label ? `${dataset.label}: ${format(raw)}` : format(raw);
        return {
            maintainAspectRatio: false,
            animation: false,
            onClick: (_event, [element]) => element && onClick(element),
            onHover: ({ native }, elements) => {
                native.target.style.cursor = elements.length ? "pointer" : "default";
            },
            plugins: {
                legend: { display: Boolean(values.legend), labels: { color: TEXT, boxWidth: 12 } },
                tooltip: { callbacks: { label } },
            },
            scales: {
                x: { ...axis, grid: { display: false }, stacked: Boolean(values.stacked) },
                y: {
                    ...axis,
                    stacked: Boolean(values.stacked),
                    beginAtZero: true,
                    ticks: { ...axis.ticks, callback: format },
                },
            },
        };
    }

    getFlowChart({ flow }) {
        const kinds = Object.entries(getKinds()).filter(([kind]) => flow.kinds[kind]);
        const name = flow.step === "week" ? this.formatDay : this.formatMonth;
        return {
            type: "bar",
            data: {
                labels: flow.days.map(name),
                datasets: kinds.map(([kind, label], place) => ({
                    label: String(label),
                    data: flow.kinds[kind],
                    backgroundColor: getColor(place, SCHEME, PALETTE),
                })),
            },
            options: this.getOptions(
                ({ datasetIndex, index }) => {
                    const [kind, label] = kinds[datasetIndex];
                    return this.open("flow", label, `${kind}/${flow.days[index]}`);
                },
                (value) => formatFigure(value, "integer"),
                { legend: true, stacked: true }
            ),
        };
    }

    getLiabilityChart({ liability, currency_id }) {
        const color = getColor(0, SCHEME, PALETTE);
        return {
            type: "line",
            data: {
                labels: liability.map(({ day }) => this.formatDay(day)),
                datasets: [
                    {
                        data: liability.map(({ value }) => value),
                        borderColor: color,
                        backgroundColor: hexToRGBA(color, 0.2),
                        fill: true,
                        pointRadius: liability.length > 20 ? 0 : 3,
                        pointHitRadius: 8,
                    },
                ],
            },
            options: this.getOptions(
                () => this.open("liability", _t("Outstanding Points")),
                (value) => formatFigure(value, "money", currency_id)
            ),
        };
    }

    getAgeingChart({ ageing }) {
        const color = getColor(1, SCHEME, PALETTE);
        return {
            type: "bar",
            data: {
                labels: ageing.map(({ month }) =>
                    month ? this.formatMonth(month) : _t("Never").toString()
                ),
                datasets: [{ data: ageing.map(({ points }) => points), backgroundColor: color }],
            },
            options: this.getOptions(
                ({ index }) => this.open("ageing", this.titles.ageing, ageing[index].month),
                (value) => formatFigure(value, "integer")
            ),
        };
    }

    getBreakageChart({ breakage }) {
        if (!breakage.months.some(({ expired, spent }) => expired || spent)) {
            return null;
        }
        const color = getColor(2, SCHEME, PALETTE);
        return {
            type: "bar",
            data: {
                labels: breakage.months.map(({ month }) => this.formatMonth(month)),
                datasets: [
                    { data: breakage.months.map(({ share }) => share), backgroundColor: color },
                ],
            },
            options: this.getOptions(
                ({ index }) => this.open("due", _t("Points Expired"), breakage.months[index].month),
                (value) => formatFigure(value, "share")
            ),
        };
    }

    /** What graphs and lists are about, also for whoever does not see them. */
    get titles() {
        return {
            flow: _t("Points by Type"),
            liability: _t("Value Outstanding, Week by Week"),
            ageing: _t("Open Points Today, by Month of Expiration"),
            breakage: _t("Share of Each Month's Points That Expired"),
            away: _t("Customers Who Stay Away"),
        };
    }

    get allAway() {
        return _t("All %s Customers", this.format(this.data.away_count));
    }

    get analysis() {
        return { points: _t("Points Analysis"), sales: _t("Sales Analysis") };
    }

    get breakageHelp() {
        return _t(
            "Of the points open today, those that will expire if customers redeem as they did in the last 12 months: of the points that were as many months from their expiration, the same share expired."
        );
    }

    formatShare(came, customers) {
        return this.format(getHeat(came, customers), "share");
    }

    getCellStyle(came, customers) {
        return `background-color: ${hexToRGBA(getColor(0, SCHEME, PALETTE), 0.75 * getHeat(came, customers))}`;
    }
}

registry.category("actions").add("points_overview", PointsOverview);
