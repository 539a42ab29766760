import { type GraphiQLPlugin, useGraphiQL } from '@graphiql/react'
import { useState } from 'react'

import { ask } from './api'

const CHECK = `query Check($document: String!, $operationName: String) {
  checkOperation(document: $document, operationName: $operationName) {
    errors { message }
    fields { coordinate path outlook outlookLabel conditions { code label remedy } }
  }
}`

interface Field {
  coordinate: string
  path: string[]
  outlook: 'ALLOWED' | 'CONDITIONAL' | 'DENIED'
  outlookLabel: string
  conditions: { code: string; label: string; remedy: string | null }[]
}

interface Checked {
  checkOperation: { errors: { message: string }[]; fields: Field[] }
}

type Told = { error: string } | { fields: Field[] }

/** What the service says of the operation in the editor beforehand; nothing is run. */
async function outlook(document: string, operationName?: string): Promise<Told> {
  try {
    const { errors, fields } = (await ask<Checked>(CHECK, { document, operationName })).checkOperation
    return errors.length ? { error: errors.map(({ message }) => message).join('\n') } : { fields }
  } catch (refusal) {
    return { error: (refusal as Error).message }
  }
}

function Outlook() {
  const editor = useGraphiQL((state) => state.queryEditor)
  // The name that GraphiQL would run; of a document with one operation it may still be that of the text before.
  const operationName = useGraphiQL((state) => (state.operations?.length ?? 0) > 1 ? state.operationName : undefined)
  const [told, setTold] = useState<Told>()

  async function check(): Promise<void> {
    setTold(await outlook(editor?.getValue() ?? '', operationName))
  }

  return (
    <section className="outlook" aria-label="見られるか確かめる">
      <h2>見られるか確かめる</h2>
      <p>編集中の操作を、実行せずに、項目ごとに確かめます。</p>
      <button className="primary" onClick={() => void check()}>確かめる</button>
      {told && 'error' in told && <p role="alert">{told.error}</p>}
      {told && 'fields' in told && <Fields fields={told.fields} />}
    </section>
  )
}

function Fields({ fields }: { fields: Field[] }) {
  const denied = fields.filter((field) => field.outlook === 'DENIED').length
  return (
    <>
      <p role="status">{fields.length}項目のうち、できないもの{denied}項目</p>
      <ul>
        {fields.map(({ coordinate, path, outlook, outlookLabel, conditions }) => (
          <li key={`${coordinate} ${path.join('.')}`} className={outlook.toLowerCase()}>
            <code>{coordinate}</code> <strong>{outlookLabel}</strong>
            {conditions.map(({ code, label, remedy }) => (
              <small key={code}>{label}（{code}）{remedy && `。${remedy}`}</small>
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12z" />
      <circle cx="12" cy="12" r="3" />
    </svg>
  )
}

export const OUTLOOK_PLUGIN: GraphiQLPlugin = { title: '見られるか確かめる', icon: Icon, content: Outlook }
