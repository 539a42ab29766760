// graphql-eslint's recommended rules for a schema.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["**/*.graphql"],
    languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema: "./schema.graphql" } } },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      // Most of our types are values of their person (a certificate, a month's record), not things of their own.
      "@graphql-eslint/strict-id-in-types": "off",
    },
  },
];
