import { type ErrorCode, errors, type Locale, type RefusalDetails, textOf } from '../protocol/index.ts'

/** An error code for programs and people. */
export interface ErrorDescription {
  http: number
  retryable: boolean
  advice: string
  text: Record<Locale, string>
}

export const describeErrors = (codes: readonly ErrorCode[]): Record<string, ErrorDescription> =>
  Object.fromEntries(
    codes.map((code) => {
      const { http, retryable, text } = errors[code]
      return [code, { http, retryable, advice: adviceFor(code), text }]
    }),
  )

function adviceFor(code: ErrorCode): string {
  if (code === 'rate_limited') return 'Send the same again after `retry_after` milliseconds.'
  if (errors[code].retryable) return 'Send the same again, later each time.'
  return 'The same will be refused again.'
}

const details: Partial<Record<ErrorCode, RefusalDetails>> = {
  invalid_request: { errors: [{ path: 'dialog_id', message: 'Invalid input: expected number, received string' }] },
  rate_limited: { retry_after: 40 },
}

/** What a refusal looks like, but for the envelope: its text in English, and what comes with the code. */
export const sampleError = (code: ErrorCode): { text: string; details: RefusalDetails } => ({
  text: textOf(code, 'en', details[code]),
  details: details[code] ?? {},
})
