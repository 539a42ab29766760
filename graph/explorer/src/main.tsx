import './page.css'

import { lazy, Suspense } from 'react'
import { createRoot } from 'react-dom/client'

import * as session from './session'
import { SignIn } from './sign-in'

const Workbench = lazy(async () => {
  const workbench = await import('./workbench')
  // The editor measures its letters once, at the start: with the font still on its way the cursor stands beside them.
  await document.fonts.load('14px "Fira Code"').catch(() => [])
  return workbench
})

createRoot(document.getElementById('root')!).render(
  session.token()
    ? <Suspense fallback={<p className="loading" role="status">読み込んでいます…</p>}><Workbench /></Suspense>
    : <SignIn notice={session.takeNotice()} />,
)
