import { useState } from 'react'

import { ask } from './api'
import { Choice, Field, Form, text } from './form'
import * as session from './session'
import { signOut } from './viewer'

const START =
  'mutation Start($input: StartSignInInput!) { startSignIn(input: $input) { attempt destinations { channel channelLabel sentTo } } }'
const SEND = 'mutation Send($input: SendCodeInput!) { sendCode(input: $input) { sentTo } }'
const SIGN_IN = 'mutation SignIn($input: SignInInput!) { signIn(input: $input) { passwordChangeRequired } }'
const CHANGE = `mutation Change($input: ChangePasswordInput!) {
  changePassword(input: $input) { ... on PasswordChanged { changed } ... on Refused { errors { message } } }
}`

const ENTRIES = {
  STAFF: '管理者または一般ユーザ',
  OFFICE_USER: '事業所ユーザ',
  REVIEW_BOARD: '審査会資料参照',
}

interface Attempt {
  attempt: string
  destinations: { channel: string; channelLabel: string; sentTo: string }[]
}

interface CodeSent {
  attempt: string
  sentTo: string
}

type Step =
  | { at: 'password' | 'token' | 'change' }
  | { at: 'channel'; attempt: Attempt }
  | { at: 'code'; sent: CodeSent }

interface SignInProps {
  notice?: string
  /** Signed in already, with a first password. */
  first?: boolean
}

export function SignIn({ notice, first = false }: SignInProps) {
  const [step, setStep] = useState<Step>({ at: first ? 'change' : 'password' })

  function back(): void {
    if (step.at === 'change') void signOut() // a first password opens nothing else, another sign-in neither
    else setStep({ at: 'password' })
  }

  return (
    <main className="sign-in">
      <h1>Kaigo Graph エクスプローラー</h1>
      {step.at === 'password' && <PasswordStep notice={notice} onRight={(attempt) => setStep({ at: 'channel', attempt })} />}
      {step.at === 'channel' && <ChannelStep attempt={step.attempt} onSent={(sent) => setStep({ at: 'code', sent })} />}
      {step.at === 'code' && <CodeStep sent={step.sent} onFirst={() => setStep({ at: 'change' })} />}
      {step.at === 'change' && <ChangeStep />}
      {step.at === 'token' && <TokenStep />}
      <p className="other">
        {step.at === 'password'
          ? <button className="link" onClick={() => setStep({ at: 'token' })}>トークンを直接入力</button>
          : <button className="link" onClick={back}>利用者IDの入力に戻る</button>}
      </p>
    </main>
  )
}

function PasswordStep({ notice, onRight }: { notice?: string; onRight: (attempt: Attempt) => void }) {
  async function submit(fields: FormData): Promise<void> {
    // The password goes as it was typed: normalising it would make another one of it.
    const input = { userId: text(fields, 'userId'), password: fields.get('password'), entry: fields.get('entry') }
    const { startSignIn } = await ask<{ startSignIn: Attempt }>(START, { input })
    onRight(startSignIn)
  }

  return (
    <Form button="次へ" notice={notice} onSubmit={submit}>
      <Choice label="入口" name="entry" choices={ENTRIES} />
      <Field label="利用者ID" name="userId" autoComplete="username" autoCapitalize="none" autoFocus />
      <Field label="パスワード" name="password" type="password" autoComplete="current-password" />
    </Form>
  )
}

function ChannelStep({ attempt, onSent }: { attempt: Attempt; onSent: (sent: CodeSent) => void }) {
  async function submit(fields: FormData): Promise<void> {
    const input = { attempt: attempt.attempt, channel: fields.get('channel') }
    const { sendCode } = await ask<{ sendCode: { sentTo: string } }>(SEND, { input })
    onSent({ attempt: attempt.attempt, sentTo: sendCode.sentTo })
  }

  const choices = Object.fromEntries(
    attempt.destinations.map(({ channel, channelLabel, sentTo }) => [channel, `${channelLabel}: ${sentTo}`]),
  )
  return (
    <Form button="確認コードを送る" onSubmit={submit}>
      <Choice label="確認コードの送り先" name="channel" choices={choices} autoFocus />
    </Form>
  )
}

function CodeStep({ sent, onFirst }: { sent: CodeSent; onFirst: () => void }) {
  async function submit(fields: FormData): Promise<void> {
    const input = { attempt: sent.attempt, code: text(fields, 'code'), transport: 'COOKIE' }
    const { signIn } = await ask<{ signIn: { passwordChangeRequired: boolean } }>(SIGN_IN, { input })
    if (signIn.passwordChangeRequired) onFirst()
    else session.start()
  }

  return (
    <Form button="サインイン" onSubmit={submit}>
      <p role="status">確認コードを {sent.sentTo} に送りました</p>
      <Field
        label="確認コード(6桁)"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        autoFocus
      />
    </Form>
  )
}

function ChangeStep() {
  async function submit(fields: FormData): Promise<void> {
    const input = { currentPassword: fields.get('current'), newPassword: fields.get('new') }
    const { changePassword } = await ask<{ changePassword: { errors?: { message: string }[] } }>(CHANGE, { input })
    if (changePassword.errors) throw new Error(changePassword.errors.map(({ message }) => message).join(' '))
    session.start()
  }

  return (
    <Form button="パスワードを変更" onSubmit={submit}>
      <p role="status">初回のパスワードを変更してください</p>
      <Field label="今のパスワード" name="current" type="password" autoComplete="current-password" autoFocus />
      <Field label="新しいパスワード" name="new" type="password" autoComplete="new-password" />
    </Form>
  )
}

function TokenStep() {
  return (
    <Form button="このトークンを使う" onSubmit={(fields) => session.start(text(fields, 'token'))}>
      <Field label="トークン" name="token" autoComplete="off" spellCheck={false} autoFocus />
    </Form>
  )
}
