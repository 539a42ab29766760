// urql: a list, and a question that cannot run.
import { Client, fetchExchange, gql } from "@urql/core";

const client = new Client({
  url: process.env.URL,
  exchanges: [fetchExchange],
  preferGetMethod: false,
  fetchOptions: { headers: { authorization: `Bearer ${process.env.TOKEN}` } },
});
const list = await client.query(gql`{ beneficiaries(first: 2) { edges { node { name } } } }`, {});
const wrong = await client.query(gql`{ nothing }`, {});
console.log(JSON.stringify({
  names: list.data.beneficiaries.edges.map(({ node }) => node.name),
  codes: wrong.error.graphQLErrors.map(({ extensions }) => extensions.code),
}));
