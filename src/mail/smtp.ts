import { createTransport } from 'nodemailer'
import { type Mail, type Mailer, MailFailure } from '../ports/mailer.ts'

/** `smtp://user:pass@host:587` or `smtps://…`. Connections are kept open and shared. */
export function smtpMailer(url: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    // Together below a minute, which is what the contract allows for a try.
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof createTransport>[0])
  return {
    async send(mail) {
      await transport.sendMail(toMessage(mail)).catch(fail)
    },
    async verify() {
      await transport.verify().catch(fail)
    },
    close: () => transport.close(),
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

/** Failures of the configuration: the same mail will leave once an administrator has mended it. */
const ofConfiguration = [530, 534, 535, 538]

function fail(error: unknown): never {
  const { responseCode, message } = error as { responseCode?: number; message: string }
  const permanent = responseCode !== undefined && responseCode >= 500 && !ofConfiguration.includes(responseCode)
  throw new MailFailure(message.slice(0, 500), permanent)
}
