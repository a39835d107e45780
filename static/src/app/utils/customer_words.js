/**
 * The words by which customers are found among those that the till has loaded, in the same normal
 * form as the server's (models/search/customer_search.sql), and what a text that finds nobody says
 * of a new one.
 */
const LETTERS = { œ: "oe", æ: "ae", ß: "ss", þ: "th", ø: "o", đ: "d", ð: "d", ł: "l" };
const SPELLED_OUT = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };
/** So many digits are a phone number, and no house number. */
const LEAST_DIGITS = 6;

/**
 * @param {string} text
 * @returns {string} in small letters, without accents
 */
export function fold(text) {
    return text
        .normalize("NFKD")
        .replace(/[\u0300-\u036f]+/g, "")
        .toLowerCase()
        .replace(/[œæßþøđðł]/g, (letter) => LETTERS[letter]);
}

function spellOut(text) {
    return text
        .normalize("NFC")
        .toLowerCase()
        .replace(/[äöüøå]/g, (letter) => SPELLED_OUT[letter]);
}

function getWords(text) {
    return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
}

/** Each text as words, and as what has no space inside: d'Arc, L'Hôte. */
function getStarts(text) {
    const forms = [fold(text), fold(spellOut(text))];
    const joined = forms.flatMap((form) =>
        form.split(/\s+/).map((part) => getWords(part).join(""))
    );
    return [...forms.flatMap(getWords), ...joined];
}

/**
 * Whether each word that was typed is the start of a word of a customer, in any order, or part of
 * a number.
 *
 * @param {ResPartner} partner
 * @param {string} query
 * @returns {boolean}
 */
export function isFoundBy(partner, query) {
    const { name, parent_name, email, barcode, phone } = partner;
    const starts = [name, parent_name, email, barcode].filter(Boolean).flatMap(getStarts);
    const digits = (phone || "").replace(/\D/g, "");
    return fold(query)
        .split(/\s+/)
        .filter(Boolean)
        .every((typed) => {
            const joined = getWords(typed).join("");
            const isNumber = /^\d{3,}$/.test(joined);
            return (
                starts.some((start) => start.startsWith(joined)) ||
                (isNumber && digits.includes(joined.replace(/^0+/, "")))
            );
        });
}

/**
 * What somebody typed, as the values of a new customer.
 *
 * @param {string} text
 * @returns {{name: string}|{email: string}|{phone: string}|Object}
 */
export function toCustomer(text) {
    const typed = text.trim();
    if (!typed) {
        return {};
    }
    if (/^\S+@\S+$/.test(typed)) {
        return { email: typed };
    }
    const isNumber = /^[+\d\s().\-/]+$/.test(typed);
    if (isNumber && typed.replace(/\D/g, "").length >= LEAST_DIGITS) {
        return { phone: typed };
    }
    return { name: typed };
}
