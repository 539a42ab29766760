// What changed between two schemas, by graphql-inspector: each change with how much it can break.
import { readFileSync } from "node:fs";
import { diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const [before, after] = process.argv.slice(2).map((path) => buildSchema(readFileSync(path, "utf8")));
const changes = await diff(before, after);
console.log(JSON.stringify(changes.map(({ criticality, path, message }) => ({ level: criticality.level, path, message }))));
