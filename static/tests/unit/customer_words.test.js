import { describe, expect, test } from "@odoo/hoot";
import { fold, isFoundBy, toCustomer } from "@pos_customer_loyalty/app/utils/customer_words";

describe.current.tags("headless");

const HELENE = {
    name: "Hélène d'Arc-Müller",
    parent_name: "Boulangerie Lefèvre",
    email: "helene@example.com",
    phone: "+33 6 12 34 56 78",
    barcode: "CARD-77",
};

test("words in any order, their starts, with or without accents", () => {
    for (const query of ["helene", "arc hel", "MUELLER", "darc", "lefev bou", "hélène ar"]) {
        expect(isFoundBy(HELENE, query)).toBe(true, { message: query });
    }
});

test("numbers and addresses", () => {
    for (const query of ["0612", "06.12.34", "345678", "helene@example", "card-77", "card77"]) {
        expect(isFoundBy(HELENE, query)).toBe(true, { message: query });
    }
});

test("who is somebody else is not found", () => {
    for (const query of ["helena", "arc paul", "rc", "999", "12"]) {
        expect(isFoundBy(HELENE, query)).toBe(false, { message: query });
    }
});

test("the normal form is the server's", () => {
    expect(fold("Œuvre Straße ÞÓR Łódź")).toBe("oeuvre strasse thor lodz");
});

test("what was typed begins a new customer", () => {
    expect(toCustomer(" Marie Dupont ")).toEqual({ name: "Marie Dupont" });
    expect(toCustomer("marie@example.com")).toEqual({ email: "marie@example.com" });
    expect(toCustomer("06 12 34 56 78")).toEqual({ phone: "06 12 34 56 78" });
    expect(toCustomer("12")).toEqual({ name: "12" });
    expect(toCustomer("  ")).toEqual({});
});
