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

const UNREACHABLE = 'サービスに接続できませんでした。時間をおいてもう一度お試しください。'

/** One request as GraphiQL makes it: the answer, errors and all. */
export async function send<Data>(
  { query, variables, operationName }: Request,
  token = session.token(),
): Promise<Answer<Data>> {
  const headers: Record<string, string> = {
    'Accept': 'application/graphql-response+json, application/json;q=0.9',
    'Content-Type': 'application/json',
  }
  if (token) headers.Authorization = `Bearer ${token}`
  const answer = await post<Data>({ headers, body: JSON.stringify({ query, variables, operationName }) })
  const refusal = answer.errors?.find((error) => error.extensions?.code === 'UNAUTHENTICATED')
  if (token && refusal) session.end(refusal.message)
  return answer
}

/** One request as the page itself makes it: the data, or an Error with the service's own sentence. */
export async function ask<Data>(query: string, variables?: unknown, token = session.token()): Promise<Data> {
  const { data, errors } = await send<Data>({ query, variables }, token)
  if (errors?.[0]) throw new Error(errors[0].message)
  if (!data) throw new Error(UNREACHABLE)
  return data
}

async function post<Data>(init: RequestInit): Promise<Answer<Data>> {
  try {
    const response = await fetch('/graphql', { method: 'POST', ...init })
    return await response.json()
  } catch {
    // No connection, or a proxy's page instead of JSON: the browser's own English words would help nobody.
    throw new Error(UNREACHABLE)
  }
}
