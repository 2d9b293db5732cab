import { createTransport } from 'nodemailer'
import type { Mail, Mailer } from '../ports/mailer.ts'
import { smtpFailure } from './smtp-failure.ts'
import type { MailTimings } from './timings.ts'

/** How many mails are on their way at once. */
const CONNECTIONS = 4

/** `smtp://user:pass@host:587` or `smtps://…`. Connections are kept open and shared. */
export function smtpMailer(url: string, timings: MailTimings): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS,
    // Once more on another connection, where a kept one turns out to be dead; every other try is the outbox's.
    maxRequeues: 1,
    connectionTimeout: timings.greeting,
    greetingTimeout: timings.greeting,
    socketTimeout: timings.answer,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0])
  const fail = (error: unknown): never => {
    throw smtpFailure(error)
  }
  return {
    async send(mail) {
      // A server that drips its answers is never silent for long, so the whole try has an end as well.
      const signal = AbortSignal.timeout(timings.try)
      await transport.sendMail({ ...toMessage(mail), signal } as ReturnType<typeof toMessage>).catch(fail)
    },
    async verify() {
      await transport.verify().catch(fail)
    },
    close() {
      const pool = transport.transporter as { close(options: { force: boolean }): void }
      pool.close({ force: true })
    },
  }
}

/** The mail in the words of nodemailer, which encodes headers and addresses. */
export const toMessage = ({ message_id, from, to, subject, text, html, references, headers }: Mail) => ({
  messageId: message_id,
  from,
  to,
  // The envelope is named as well, so that no header can add a recipient.
  envelope: { from: from.address, to: [to.address] },
  subject,
  text,
  html,
  ...(references && { references, inReplyTo: references }),
  headers,
  disableFileAccess: true,
  disableUrlAccess: true,
})
