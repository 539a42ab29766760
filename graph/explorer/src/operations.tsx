import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react'

const files = import.meta.glob<string>('../../operations/*.graphql', { query: '?raw', import: 'default', eager: true })

const operations = Object.entries(files).map(([path, text]) => ({
  path,
  text,
  title: /^#\s*(.+)/.exec(text)?.[1] ?? path,
  viewer: /^#\s*viewer:\s*(.+)/m.exec(text)?.[1],
}))

function Operations() {
  const { addTab, setVisiblePlugin } = useGraphiQLActions()
  const editor = useGraphiQL((state) => state.queryEditor)

  function open(text: string): void {
    addTab()
    editor?.setValue(text)
    if (matchMedia('(max-width: 45rem)').matches) setVisiblePlugin(null) // there the pane covers the editor
  }

  return (
    <section className="operations" aria-label="保存した操作">
      <h2>保存した操作</h2>
      {operations.length === 0 && <p>保存した操作はまだありません。</p>}
      <ul>
        {operations.map(({ path, text, title, viewer }) => (
          <li key={path}>
            <button onClick={() => open(text)}>{title}{viewer && <small>{viewer}</small>}</button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Icon() {
  return (
    <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M6 3h12v18l-6-4.5L6 21z" />
    </svg>
  )
}

export const OPERATIONS_PLUGIN: GraphiQLPlugin = { title: '保存した操作', icon: Icon, content: Operations }
