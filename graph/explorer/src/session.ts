/** Who is signed in, in this tab only. Every change reloads the page: nothing of the last person stays in memory. */
const TOKEN = 'kaigo.token'
const NOTICE = 'kaigo.notice'

export function token(): string | null {
  return sessionStorage.getItem(TOKEN)
}

export function start(newToken: string): void {
  sessionStorage.setItem(TOKEN, newToken)
  location.reload()
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
