// Every audit of graphql-http, as a caller who may introspect; prints what each says.
import { auditServer } from "graphql-http";

const headers = { authorization: `Bearer ${process.env.TOKEN}` };
const results = await auditServer({
  url: process.env.URL,
  fetchFn: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...headers } }),
});
console.log(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
