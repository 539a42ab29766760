import { ask } from './api'
import * as session from './session'

export const VIEWER = 'query Viewer { viewer { name kindLabel office { number name } } }'
const SIGN_OUT = 'mutation SignOut { signOut { signedOut } }'

export interface Viewer {
  name: string
  kindLabel: string
  office: { number: string; name: string } | null
}

/** What this tab holds is forgotten even when the service cannot be told; the page then shows whether it was. */
export async function signOut(): Promise<void> {
  await ask(SIGN_OUT).catch(() => undefined)
  session.end()
}

export function ViewerBar({ viewer }: { viewer: Viewer }) {
  return (
    <header className="viewer">
      <strong>Kaigo Graph</strong>
      <span role="status">{sentence(viewer)}</span>
      <button onClick={() => void signOut()}>サインアウト</button>
    </header>
  )
}

function sentence({ name, kindLabel, office }: Viewer): string {
  const person = `${name}(${kindLabel})`
  return office ? `${office.name} ${office.number} ${person}` : person
}
