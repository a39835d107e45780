/**
 * Runs the till's arithmetic for the Python tests: reads a JSON list of calls
 * [module, function, ...arguments] and writes the JSON list of their results.
 */
import { readFileSync } from "node:fs";

const POINTS = new URL("../../static/src/points/", import.meta.url);

const calls = JSON.parse(readFileSync(0, "utf-8"));
const names = new Set(calls.map(([name]) => name));
const modules = {};
for (const name of names) {
    modules[name] = await import(new URL(`${name}.js`, POINTS));
}
const results = calls.map(([name, method, ...args]) => modules[name][method](...args));
process.stdout.write(JSON.stringify(results));
