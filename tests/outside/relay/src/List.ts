import { graphql } from "relay-runtime";

// A list that is paged, as Relay wants connections.
graphql`
  fragment List_page on Query
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" })
  @refetchable(queryName: "ListPageQuery") {
    beneficiaries(first: $first, after: $after) @connection(key: "List_beneficiaries") {
      edges {
        node {
          id
          ...List_person
        }
      }
    }
  }
`;

// A person who is fetched anew by id, as Relay wants nodes.
graphql`
  fragment List_person on Beneficiary @refetchable(queryName: "ListPersonQuery") {
    name
    birthDate
    certificates {
      insuredCertificate {
        careLevel
      }
    }
  }
`;

graphql`
  query ListQuery {
    ...List_page
  }
`;
