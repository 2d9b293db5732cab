import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import { type Mailer, MailFailure } from '../ports/mailer.ts'
import { toMessage } from './smtp.ts'

/** EM7: where no SMTP server is configured, mails are `.eml` files in a folder, which any mail program opens. */
export function emlMailer(folder: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const prepare = () => mkdir(folder, { recursive: true, mode: 0o700 })
  const fail = (error: Error): never => {
    throw new MailFailure('mail_folder', error.message)
  }
  return {
    async send(mail) {
      const { message } = await transport.sendMail(toMessage(mail))
      await keep(mail.message_id, message as Buffer).catch(fail)
    },
    async verify() {
      await prepare().catch(fail)
    },
    close() {},
  }

  /** Puts the whole mail in place at once. */
  async function keep(message_id: string, message: Buffer): Promise<void> {
    await prepare()
    // The name is made from the Message-ID, so that a mail that is sent again is the same file.
    const name = createHash('sha256').update(message_id).digest('hex').slice(0, 32)
    const draft = join(folder, `.${name}.tmp`)
    const file = await open(draft, 'w', 0o600)
    try {
      await file.writeFile(message)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, join(folder, `${name}.eml`))
  }
}
