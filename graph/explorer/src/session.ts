/**
 * Who is signed in. Signing in leaves a cookie, which no script can read, this one neither: only the service knows
 * whether it still counts. A token that somebody pastes, of the demo's command line, stays in this tab.
 * Every change reloads the page: nothing of the last person stays in memory.
 */
const TOKEN = 'kaigo.token'
const NOTICE = 'kaigo.notice'
const NOT_KEPT =
  'ブラウザがサインインを保持できませんでした。https のアドレスで開き、このサイトの Cookie を許可してください。'

/** The pasted token. */
export function token(): string | null {
  return sessionStorage.getItem(TOKEN)
}

export function start(pasted?: string): void {
  if (pasted) sessionStorage.setItem(TOKEN, pasted)
  else sessionStorage.setItem(NOTICE, NOT_KEPT) // to be seen only if the page finds nobody signed in afterwards
  location.reload()
}

/** The service knows who is signed in. */
export function started(): void {
  sessionStorage.removeItem(NOTICE)
}

export function end(notice = ''): void {
  sessionStorage.removeItem(TOKEN)
  sessionStorage.setItem(NOTICE, notice)
  location.reload()
}

/**
 * Why the last session ended. Forgets it too: its queries and variables can hold insured numbers.
 * Here and not in end(), because GraphiQL stores its tabs half a second late.
 */
export function takeNotice(): string {
  const notice = sessionStorage.getItem(NOTICE) ?? ''
  sessionStorage.clear()
  return notice
}
