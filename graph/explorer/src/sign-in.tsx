import { useState } from 'react'

import { ask } from './api'
import { Field, Form, text } from './form'
import * as session from './session'

const REQUEST_CODE = 'mutation RequestCode($input: RequestCodeInput!) { requestCode(input: $input) { attempt sentTo } }'
const SIGN_IN = 'mutation SignIn($input: SignInInput!) { signIn(input: $input) { token expiresAt } }'

interface CodeRequest {
  attempt: string
  sentTo: string
}

type Step = 'password' | 'token' | CodeRequest

export function SignIn({ notice }: { notice: string }) {
  const [step, setStep] = useState<Step>('password')
  return (
    <main className="sign-in">
      <h1>Kaigo Graph エクスプローラー</h1>
      {step === 'password' && <PasswordStep notice={notice} onSent={setStep} />}
      {step === 'token' && <TokenStep />}
      {typeof step === 'object' && <CodeStep request={step} />}
      <p className="other">
        {step === 'password'
          ? <button className="link" onClick={() => setStep('token')}>トークンを直接入力</button>
          : <button className="link" onClick={() => setStep('password')}>利用者IDの入力に戻る</button>}
      </p>
    </main>
  )
}

function PasswordStep({ notice, onSent }: { notice: string; onSent: (request: CodeRequest) => void }) {
  async function submit(fields: FormData): Promise<void> {
    // The password goes as it was typed: normalising it would make another one of it.
    const input = { userId: text(fields, 'userId'), password: fields.get('password') }
    const { requestCode } = await ask<{ requestCode: CodeRequest }>(REQUEST_CODE, { input })
    onSent(requestCode)
  }

  return (
    <Form button="確認コードを送る" notice={notice} onSubmit={submit}>
      <Field label="利用者ID" name="userId" autoComplete="username" autoCapitalize="none" autoFocus />
      <Field label="パスワード" name="password" type="password" autoComplete="current-password" />
    </Form>
  )
}

function CodeStep({ request }: { request: CodeRequest }) {
  async function submit(fields: FormData): Promise<void> {
    const input = { attempt: request.attempt, code: text(fields, 'code') }
    const { signIn } = await ask<{ signIn: { token: string } }>(SIGN_IN, { input })
    session.start(signIn.token)
  }

  return (
    <Form button="サインイン" onSubmit={submit}>
      <p role="status">確認コードを {request.sentTo} に送りました</p>
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

function TokenStep() {
  return (
    <Form button="このトークンを使う" onSubmit={(fields) => session.start(text(fields, 'token'))}>
      <Field label="トークン" name="token" autoComplete="off" spellCheck={false} autoFocus />
    </Form>
  )
}
