/**
 * Runs the till's arithmetic for the Python tests: each line of the input is a JSON list of calls
 * [module, function, ...arguments], and is answered by a line with the JSON list of their results.
 */
import { createInterface } from "node:readline";

const POINTS = new URL("../../static/src/points/", import.meta.url);

const modules = {};

async function run([name, method, ...args]) {
    modules[name] ??= await import(new URL(`${name}.js`, POINTS));
    return modules[name][method](...args);
}

for await (const line of createInterface({ input: process.stdin })) {
    const results = [];
    for (const call of JSON.parse(line)) {
        results.push(await run(call));
    }
    process.stdout.write(`${JSON.stringify(results)}\n`);
}
