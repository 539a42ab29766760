import { type FormEvent, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId, useState } from 'react'

interface FormProps {
  button: string
  notice?: string
  onSubmit: (fields: FormData) => Promise<void> | void
  children: ReactNode
}

/** A form that shows the message of whatever its action throws. */
export function Form({ button, notice = '', onSubmit, children }: FormProps) {
  const [error, setError] = useState(notice)
  const [busy, setBusy] = useState(false)

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault()
    if (busy) return
    const fields = new FormData(event.currentTarget)
    setError('')
    setBusy(true)
    try {
      await onSubmit(fields)
    } catch (failure) {
      setError((failure as Error).message)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={submit}>
      {error && <p role="alert">{error}</p>}
      {children}
      {/* Not disabled: that would take the focus from whoever works with the keyboard. */}
      <button className="primary" aria-disabled={busy}>{button}</button>
    </form>
  )
}

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  name: string
  label: string
}

export function Field({ label, ...input }: FieldProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} required {...input} />
    </div>
  )
}

interface ChoiceProps extends SelectHTMLAttributes<HTMLSelectElement> {
  name: string
  label: string
  choices: Record<string, string>
}

export function Choice({ label, choices, ...select }: ChoiceProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} {...select}>
        {Object.entries(choices).map(([value, words]) => <option key={value} value={value}>{words}</option>)}
      </select>
    </div>
  )
}

/** A typed value; digits from a Japanese keyboard come full-width. */
export function text(fields: FormData, name: string): string {
  return String(fields.get(name)).normalize('NFKC').trim()
}
