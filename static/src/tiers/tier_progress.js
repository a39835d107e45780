import { Component } from "@odoo/owl";
import { getTierPercent, getTierSentence } from "./tier_sentence";

/** The tier that a customer has, what is missing to the next one, and a bar. */
export class TierProgress extends Component {
    static template = "pos_customer_loyalty.TierProgress";
    static props = { progress: [Object, Boolean], class: { type: String, optional: true } };
    static defaultProps = { class: "" };

    get sentence() {
        return getTierSentence(this.props.progress);
    }

    get percent() {
        return getTierPercent(this.props.progress);
    }
}
