// Mercurius with its JIT on SQLite: node mercurius.js FILE PORT OFFSET. No sign-in, no permissions.
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import Fastify from "fastify";
import mercurius from "mercurius";
import * as texts from "./statements.js";
import { APPLICATIONS, CONSENTS, METHODS, STATUSES } from "./labels.js";

const [file, port, offset] = process.argv.slice(2);
const database = new DatabaseSync(file, { readOnly: true });
const prepared = Object.fromEntries(Object.entries(texts).map(([name, text]) => {
  const statement = database.prepare(text);
  statement.setAllowUnknownNamedParameters(true);
  return [name, statement];
}));

/** The values every statement may bind: today in Japan, its fiscal year, and when card readings lapse. */
function clock() {
  const now = Math.floor(Date.now() / 1000) + Number(offset);
  const today = new Date((now + 9 * 60 * 60) * 1000).toISOString().slice(0, 10);
  return { today, lapses: now - 24 * 60 * 60, fiscal_year: Number(today.slice(0, 4)) - (today.slice(5, 7) < "04" ? 1 : 0) };
}

function page(statement, { office, first }) {
  const rows = statement.all({ ...clock(), office, size: first + 1 });
  const more = rows.length > first;
  const people = more ? rows.slice(0, first) : rows;
  return {
    pageInfo: { hasNextPage: more, endCursor: people.at(-1)?.id ?? null },
    edges: people.map((node) => ({ node })),
  };
}

/** A loader: one statement for all objects of the answer; several rows an object, or one. */
function loader(name, many) {
  const load = (queries) => {
    const keys = queries.map((query) => query.obj.key);
    const rows = prepared[name].all({ ...clock(), keys: JSON.stringify(keys) });
    if (!many) {
      const found = new Map(rows.map((row) => [row.owner, row]));
      return queries.map(({ obj }) => {
        const row = found.get(obj.key);
        return row ? { ...row, person: obj.person } : null;
      });
    }
    const found = new Map(keys.map((key) => [key, []]));
    for (const row of rows) found.get(row.owner).push(row);
    return keys.map((key) => found.get(key));
  };
  return { loader: async (queries) => load(queries), opts: { cache: false } };
}

const one = (name) => loader(name, false);
const many = (name) => loader(name, true);
const itself = (row) => row;
const below = (person) => ({ key: person.key, person });

const money = (person) => ({ key: person.key, ...person.money });

const resolvers = {
  Query: {
    list: (_, given) => page(prepared.list, given),
    bulk: (_, given) => page(prepared.bulk, given),
    beneficiary: (_, { id }) => {
      const person = prepared.person.get({ id });
      return person ? { ...person, money: prepared.money.get({ ...clock(), id }) } : null;
    },
  },
  Beneficiary: {
    registration: itself,
    burdenRatioLabel: ({ ratio }) => (ratio === null ? null : `${Math.floor(ratio / 10)}割`),
    applicationKindLabel: (row) => APPLICATIONS[row.applicationKind] ?? null,
    certificationStatusLabel: (row) => STATUSES[row.status] ?? null,
    consentStatusLabel: (row) => CONSENTS[row.consentStatus ?? "UNCONFIRMED"],
    certificates: below,
    certification: below,
    life: below,
    housing: money,
    equipment: money,
    consent: below,
  },
  Registration: { methodLabel: (row) => METHODS[row.method] },
  InsuredCertificate: {
    insurerName: ({ person }) => person.insurerName,
    insuredNumber: ({ person }) => person.insuredNumber,
  },
  Certification: {
    insurerNumber: ({ person }) => person.insurerNumber,
    insuredNumber: ({ person }) => person.insuredNumber,
  },
  Survey: { data: (row) => (row.hasData ? row : null) },
  SurveyData: { bodyFunction: itself },
  Opinion: { data: (row) => (row.hasData ? row : null) },
  OpinionData: { disease: itself },
  Progress: {
    application: itself, survey: itself, opinion: itself, board: itself, judgement: itself, decision: itself,
  },
  Housing: {
    remainingBase: (row) => row.housing,
    remainingBenefit: (row) => share(row.housing, row.rate),
  },
  Equipment: {
    fiscalYear: () => clock().fiscal_year,
    remainingBase: (row) => row.equipment,
    remainingBenefit: (row) => share(row.equipment, row.rate),
  },
};

function share(amount, rate) {
  return amount === null || rate === null ? null : Math.floor((amount * rate) / 100);
}

const progress = one("progress");
const loaders = {
  Beneficiary: { progress },
  Certificates: { insuredCertificate: one("insuredCertificate"), burdenRatio: one("burdenRatio"), burdenLimit: one("burdenLimit") },
  Certification: {
    survey: one("survey"),
    opinion: one("opinion"),
    appliedOn: {
      loader: async (queries) => (await progress.loader(queries)).map((row) => row?.appliedOn ?? null),
      opts: { cache: false },
    },
  },
  Disease: { diagnoses: many("diagnoses") },
  Life: {
    disabilityAutonomy: many("disabilityAutonomy"), dementiaAutonomy: many("dementiaAutonomy"),
    barthelIndex: many("barthelIndex"), cognition: many("cognition"),
  },
  Housing: { careRenovations: many("careRenovations"), preventionRenovations: many("preventionRenovations") },
  Renovation: { works: many("works") },
  Equipment: { carePurchases: many("carePurchases"), preventionPurchases: many("preventionPurchases") },
  Consent: {
    status: {
      loader: async (queries) => (await many("statements").loader(queries)).map((rows) => rows[0]?.status ?? "UNCONFIRMED"),
      opts: { cache: false },
    },
    statements: many("statements"),
  },
};

const app = Fastify({ logger: false });
const schema = readFileSync(new URL("./schema.graphql", import.meta.url), "utf8");
app.register(mercurius, { schema, resolvers, loaders, jit: 1, graphiql: false });
await app.listen({ port: Number(port), host: "127.0.0.1" });
