import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Received {
  sender: string
  recipients: string[]
  raw: Buffer
}

/** Awaits a condition on something that changes by itself; fails with what it last saw. */
export async function eventually<Value>(
  look: () => Promise<Value> | Value,
  fits: (value: Value) => boolean,
): Promise<Value> {
  const until = Date.now() + 18_000
  for (;;) {
    const value = await look()
    if (fits(value)) return value
    if (Date.now() > until) throw new Error(`it did not come to be; last: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A real SMTP server on a free port that keeps what it gets. */
export async function smtpServer() {
  const received: Received[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, callback) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk) => chunks.push(chunk))
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope
        const recipients = rcptTo.map(({ address }) => address)
        received.push({ sender: mailFrom ? mailFrom.address : '', recipients, raw: Buffer.concat(chunks) })
        callback()
      })
    },
  })
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    mails: (count: number) =>
      eventually(
        () => received.length,
        (length) => length >= count,
      ),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export const messageIdOf = (raw: string): string | undefined => /^Message-ID: (.*)$/im.exec(raw)?.[1]
