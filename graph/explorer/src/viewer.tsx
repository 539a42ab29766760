import { useEffect, useState } from 'react'

import { ask } from './api'
import * as session from './session'

const VIEWER = 'query Viewer { viewer { name kindLabel office { number name } } }'
const SIGN_OUT = 'mutation SignOut { signOut { signedOut } }'

interface Viewer {
  name: string
  kindLabel: string
  office: { number: string; name: string } | null
}

export function ViewerBar() {
  const [who, setWho] = useState('')

  useEffect(() => {
    ask<{ viewer: Viewer }>(VIEWER).then(
      ({ viewer }) => setWho(sentence(viewer)),
      (failure: Error) => setWho(failure.message),
    )
  }, [])

  async function signOut(): Promise<void> {
    // The token is forgotten here even when the service cannot be told.
    await ask(SIGN_OUT).catch(() => undefined)
    session.end()
  }

  return (
    <header className="viewer">
      <strong>Kaigo Graph</strong>
      <span role="status">{who}</span>
      <button onClick={signOut}>サインアウト</button>
    </header>
  )
}

function sentence({ name, kindLabel, office }: Viewer): string {
  const person = `${name}(${kindLabel})`
  return office ? `${office.name} ${office.number} ${person}` : person
}
