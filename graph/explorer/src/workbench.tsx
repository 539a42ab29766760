import 'graphiql/setup-workers/vite'
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import '@graphiql/react/font/roboto.css'
import '@graphiql/react/font/fira-code.css'
import './workbench.css'

import { GraphiQL, type GraphiQLProps, HISTORY_PLUGIN } from 'graphiql'

import { send } from './api'
import { OPERATIONS_PLUGIN } from './operations'
import { OUTLOOK_PLUGIN } from './outlook'
import { type Viewer, ViewerBar } from './viewer'

const FIRST_QUERY = `# 左の「保存した操作」から選ぶか、
# ここに書いて実行します (Ctrl+Enter)。

query Viewer {
  viewer {
    name
    kind
    office {
      number
      name
    }
  }
}
`

const fetcher: GraphiQLProps['fetcher'] = (request) => send(request)

export default function Workbench({ viewer }: { viewer: Viewer }) {
  return (
    <div className="workbench">
      <ViewerBar viewer={viewer} />
      <GraphiQL
        fetcher={fetcher}
        storage={sessionStorage}
        plugins={[OPERATIONS_PLUGIN, OUTLOOK_PLUGIN, HISTORY_PLUGIN]}
        visiblePlugin={OPERATIONS_PLUGIN}
        defaultQuery={FIRST_QUERY}
        isHeadersEditorEnabled={false}
        showPersistHeadersSettings={false}
      >
        {/* In place of the link to a site that a closed network does not reach. */}
        <GraphiQL.Logo>GraphiQL</GraphiQL.Logo>
      </GraphiQL>
    </div>
  )
}
