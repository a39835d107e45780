// The rules are those of Odoo's own JavaScript. bash dev/lint applies them.

import js from "@eslint/js";
import globals from "globals";

export default [
    { ignores: ["**/node_modules/", "static/lib/"] },
    { linterOptions: { reportUnusedDisableDirectives: "error" } },
    js.configs.recommended,
    {
        files: ["**/*.{js,mjs}"],
        languageOptions: { ecmaVersion: 2023, sourceType: "module" },
        rules: {
            "arrow-body-style": ["error", "as-needed"],
            curly: ["error", "all"],
            eqeqeq: ["error", "smart"],
            "no-duplicate-imports": "error",
            "no-unused-vars": ["error", { vars: "all", args: "none", caughtErrors: "all" }],
            "no-var": "error",
            "prefer-const": ["error", { destructuring: "all", ignoreReadBeforeAssign: true }],
        },
    },
    {
        // What Odoo serves to the browser, where its libraries are globals.
        files: ["static/**/*.{js,mjs}"],
        languageOptions: {
            globals: {
                ...globals.browser,
                Chart: "readonly",
                DOMPurify: "readonly",
                luxon: "readonly",
                odoo: "readonly",
                owl: "readonly",
            },
        },
        rules: {
            "no-restricted-globals": ["error", "event", "self"],
            // A patch of another add-on could not reach what is private.
            "no-restricted-syntax": ["error", "PrivateIdentifier"],
        },
    },
    {
        files: ["**/*.mjs"],
        ignores: ["static/**"],
        languageOptions: { globals: globals.node },
    },
    {
        // Scripts that drive a browser hand functions over to its page.
        files: ["{bench,demo,dev}/**/*.{js,mjs}"],
        languageOptions: { globals: { ...globals.node, ...globals.browser, odoo: "readonly" } },
    },
];
