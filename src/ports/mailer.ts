/** A mail as it leaves. Nothing a user typed stands in an address or in a header but the subject and the names (EM6). */
export interface Mail {
  /** `<key@host>`, the same on every try (EM2). */
  message_id: string
  from: { name: string; address: string }
  to: { name: string; address: string }
  subject: string
  text: string
  html: string
  /** EM3: the mails of a dialog thread together. */
  references: string
  headers: Record<string, string>
}

/** Why a mail did not leave. `permanent`: trying again would end the same (5xx). */
export class MailFailure extends Error {
  readonly permanent: boolean
  constructor(text: string, permanent: boolean) {
    super(text)
    this.name = 'MailFailure'
    this.permanent = permanent
  }
}

/**
 * Hands mails to whoever delivers them. `send` resolves when that one has accepted it, and rejects with `MailFailure`
 * otherwise, within a minute. A mail that was accepted may still be sent again, when the answer was lost: at least once.
 */
export interface Mailer {
  send(mail: Mail): Promise<void>
  /** Resolves where mails would be accepted; rejects with `MailFailure`. */
  verify(): Promise<void>
  close(): void
}
