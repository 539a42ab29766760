// Apollo Client 4 with its persisted queries: what it shows, and what it sent.
import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from "@apollo/client/core";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const sent = [];
const headers = { authorization: `Bearer ${process.env.TOKEN}` };
const observed = async (url, init) => {
  const { query, extensions } = JSON.parse(init.body);
  sent.push({ text: query !== undefined, hash: extensions?.persistedQuery?.sha256Hash !== undefined });
  return fetch(url, init);
};
const client = new ApolloClient({
  cache: new InMemoryCache({ possibleTypes: { Node: ["Beneficiary"] } }),
  link: ApolloLink.from([
    new PersistedQueryLink({ sha256: (text) => createHash("sha256").update(text).digest("hex") }),
    new HttpLink({ uri: process.env.URL, headers, fetch: observed }),
  ]),
});

const LIST = gql`
  query List($first: Int, $after: String) {
    beneficiaries(first: $first, after: $after) {
      edges { cursor node { id name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
const first = await client.query({ query: LIST, variables: { first: 2 } });
const after = first.data.beneficiaries.pageInfo.endCursor;
const second = await client.query({ query: LIST, variables: { first: 2, after } });
const id = first.data.beneficiaries.edges[0].node.id;
const refused = await client.query({
  query: gql`query One($id: ID!) { node(id: $id) { ... on Beneficiary { name } } beneficiaries(first: 0) { totalCount } }`,
  variables: { id },
  errorPolicy: "all",
});
const names = (page) => page.data.beneficiaries.edges.map(({ node }) => node.name);
console.log(JSON.stringify({
  pages: [names(first), names(second)],
  sent,
  one: refused.data.node.name,
  codes: (refused.error?.errors ?? []).map(({ extensions }) => extensions.code),
}));
