// PostGraphile 5 on PostgreSQL: node postgraphile.js URL PORT. No sign-in, no permissions.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [url, port] = process.argv.slice(2);
const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [makePgService({ connectionString: url, schemas: ["public", "rival"], poolConfig: { max: 8 } })],
  schema: { retryOnInitFail: false },
  grafserv: { watch: false, graphiql: false, websockets: false },
  grafast: { explain: false },
  disablePlugins: ["MutationPlugin"],
};
const server = createServer();
const instance = postgraphile(preset);
await instance.createServ(grafserv).addTo(server);
await instance.getSchema();
server.listen(Number(port), "127.0.0.1");
if (process.env.PRINT_SCHEMA) {
  const { printSchema } = await import("graphql");
  console.log(printSchema(await instance.getSchema()));
}
