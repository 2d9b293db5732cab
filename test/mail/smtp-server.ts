import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
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

/** What a scripted server does when it is spoken to: an answer, silence, or the end of the connection. */
export type Reaction = string | 'silence' | 'cut'
export type Verb = 'connect' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | 'dot'

const usual: Record<Verb, string> = {
  connect: '220 ready',
  EHLO: '250 ready',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  dot: '250 kept',
}

/** An SMTP server that misbehaves as it is told, verb by verb, and behaves when the script is over. */
export async function scriptedSmtp(script: Partial<Record<Verb, Reaction[]>>) {
  /** What came in behind DATA, whether it was accepted or not. */
  const tried: string[] = []
  const accepted: string[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    connections += 1
    const react = (verb: Verb): boolean => {
      const reaction = script[verb]?.shift() ?? usual[verb]
      if (reaction === 'cut') socket.destroy()
      else if (reaction !== 'silence') socket.write(`${reaction}\r\n`)
      return reaction.startsWith('2') || reaction.startsWith('3')
    }
    let pending = ''
    let body: string | undefined
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      pending += chunk
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end)
        pending = pending.slice(end + 2)
        if (body !== undefined) {
          if (line !== '.') body += `${line}\n`
          else {
            tried.push(body)
            if (react('dot')) accepted.push(body)
            body = undefined
          }
        } else if (line.startsWith('EHLO')) react('EHLO')
        else if (line.startsWith('MAIL')) react('MAIL')
        else if (line.startsWith('RCPT')) react('RCPT')
        else if (line.startsWith('DATA')) body = react('DATA') ? '' : undefined
        else socket.write('250 ok\r\n')
      }
    })
    react('connect')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tried,
    accepted,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export const messageIdOf = (raw: string): string | undefined => /^Message-ID: (.*)$/im.exec(raw)?.[1]
