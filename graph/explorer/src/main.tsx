import './page.css'

import { lazy, type ReactNode, Suspense } from 'react'
import { createRoot } from 'react-dom/client'

import { ask, type Refusal } from './api'
import * as session from './session'
import { SignIn } from './sign-in'
import { VIEWER, type Viewer } from './viewer'

const Workbench = lazy(async () => {
  const workbench = await import('./workbench')
  // The editor measures its letters once, at the start: with the font still on its way the cursor stands beside them.
  await document.fonts.load('14px "Fira Code"').catch(() => [])
  return workbench
})

/** The workbench of whoever is signed in, or the page for the others; only the service knows which. */
async function page(): Promise<ReactNode> {
  try {
    const { viewer } = await ask<{ viewer: Viewer }>(VIEWER)
    session.started()
    return <Suspense fallback={<p className="loading" role="status">読み込んでいます…</p>}><Workbench viewer={viewer} /></Suspense>
  } catch (failure) {
    const { code, message } = failure as Refusal
    if (code === 'PASSWORD_CHANGE_REQUIRED') return <SignIn first />
    // That nobody has signed in yet is no news; that a pasted token does not work is.
    const news = code !== 'UNAUTHENTICATED' || session.token() ? message : ''
    const notice = session.takeNotice()
    return <SignIn notice={news || notice} />
  }
}

createRoot(document.getElementById('root')!).render(await page())
