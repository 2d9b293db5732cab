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

/**
 * EM2: every reason why a mail does not leave, and what becomes of it. `final`: given up at once. `later`: tried again,
 * for about a day. `server`: no mail can leave now, so all of them wait until one can, and none is given up for it.
 */
export const mailFaults = {
  /** A 5xx about this mail. */
  mail_refused: 'final',
  /** A 4xx about this mail. */
  mail_deferred: 'later',
  /** The server stopped answering. */
  smtp_silent: 'later',
  /** The connection broke off. */
  smtp_cut: 'later',
  /** No connection, or no greeting on it. */
  smtp_unreachable: 'server',
  /** The server turns away whoever connects, before any mail was named. */
  smtp_closed: 'server',
  /** A bad certificate, or no encryption where it was announced. */
  smtp_tls: 'server',
  /** The name or the password is wrong, or there is none where one is wanted. */
  smtp_login: 'server',
  /** The `.eml` file cannot be written (EM7). */
  mail_folder: 'server',
  /** A bug of ours. */
  mail_bug: 'later',
} as const satisfies Record<string, 'final' | 'later' | 'server'>

export type MailFault = keyof typeof mailFaults

/** Why a mail did not leave: a fault of the table, and the words of whoever refused it. */
export class MailFailure extends Error {
  readonly fault: MailFault
  readonly reason: string
  constructor(fault: MailFault, reason: string) {
    super(`${fault}: ${reason}`)
    this.name = 'MailFailure'
    this.fault = fault
    this.reason = reason
  }
}

/**
 * Hands mails to whoever delivers them. `send` resolves when that one has accepted it, and rejects with `MailFailure`
 * otherwise, within a minute. A mail that was accepted may still be sent again, when the answer was lost: at least once.
 */
export interface Mailer {
  send(mail: Mail): Promise<void>
  /** Resolves where mails would be accepted; rejects with `MailFailure`, within a minute. */
  verify(): Promise<void>
  /** Ends what is under way as well. */
  close(): void
}
