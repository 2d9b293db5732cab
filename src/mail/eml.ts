import { createHash } from 'node:crypto'
import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport } from 'nodemailer'
import type { Mailer } from '../ports/mailer.ts'
import { toMessage } from './smtp.ts'

/** EM7: where no SMTP server is configured, mails are `.eml` files in a folder, which any mail program opens. */
export function emlMailer(folder: string): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    async send(mail) {
      const { message } = await transport.sendMail(toMessage(mail))
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // The name is made from the Message-ID, so that a mail that is sent again is the same file.
      const name = createHash('sha256').update(mail.message_id).digest('hex').slice(0, 32)
      const draft = join(folder, `.${name}.tmp`)
      const file = await open(draft, 'w', 0o600)
      try {
        await file.writeFile(message as Buffer)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, join(folder, `${name}.eml`))
    },
    async verify() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
    },
    close() {},
  }
}
