import * as session from './session'

export interface Request {
  query: string
  variables?: unknown
  operationName?: string | null
}

interface Answer<Data> {
  data?: Data | null
  errors?: { message: string; extensions?: { code?: string } }[]
}

/** The service's own sentence, and its code where it gave one. */
export class Refusal extends Error {
  constructor(message: string, readonly code = '') {
    super(message)
  }
}

const UNREACHABLE = 'サービスに接続できませんでした。時間をおいてもう一度お試しください。'

/** One request as GraphiQL makes it: the answer, errors and all. A session that is over leads back to the sign-in. */
export async function send<Data>(request: Request): Promise<Answer<Data>> {
  const answer = await post<Data>(request)
  const refusal = answer.errors?.find((error) => error.extensions?.code === 'UNAUTHENTICATED')
  if (refusal) session.end(refusal.message)
  return answer
}

/** One request as the page itself makes it: the data, or a Refusal. */
export async function ask<Data>(query: string, variables?: unknown): Promise<Data> {
  const { data, errors } = await post<Data>({ query, variables })
  if (errors?.[0]) throw new Refusal(errors[0].message, errors[0].extensions?.code)
  if (!data) throw new Refusal(UNREACHABLE)
  return data
}

async function post<Data>({ query, variables, operationName }: Request): Promise<Answer<Data>> {
  const headers: Record<string, string> = {
    'Accept': 'application/graphql-response+json, application/json;q=0.9',
    'Content-Type': 'application/json',
    'X-Requested-With': 'explorer', // for a browser that does not say by itself which site asks
  }
  const token = session.token()
  if (token) headers.Authorization = `Bearer ${token}`
  try {
    const body = JSON.stringify({ query, variables, operationName })
    const response = await fetch('/graphql', { method: 'POST', headers, body })
    return await response.json()
  } catch {
    // No connection, or a proxy's page instead of JSON: the browser's own English words would help nobody.
    throw new Refusal(UNREACHABLE)
  }
}
