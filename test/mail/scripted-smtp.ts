import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

/** What a scripted server does when it is spoken to: an answer, none, one without end, or the end of the connection. */
export type Reaction = string | 'silence' | 'drip' | 'cut'
export type Verb = 'connect' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'dot' | 'QUIT'

const usual: Record<Verb, string> = {
  connect: '220 ready',
  EHLO: '250 AUTH PLAIN',
  STARTTLS: '220 go on',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  dot: '250 kept',
  QUIT: '221 bye',
}

/** An SMTP server that misbehaves as it is told, verb by verb, and behaves when the script is over. */
export async function scriptedSmtp(script: Partial<Record<Verb, Reaction[]>>, port = 0) {
  /** What came in behind DATA, whether it was accepted or not. */
  const tried: string[] = []
  const accepted: string[] = []
  /** Every verb that was heard, `connect` included. */
  const heard: Verb[] = []
  const sockets = new Set<Socket>()

  function speak(socket: Socket): (verb: Verb) => boolean {
    let pending = ''
    let body: string | undefined
    const react = (verb: Verb): boolean => {
      heard.push(verb)
      const reaction = script[verb]?.shift() ?? usual[verb]
      if (reaction === 'cut') socket.destroy()
      else if (reaction === 'drip') {
        const drip = setInterval(() => socket.write('250-still at it\r\n'), 20)
        socket.once('close', () => clearInterval(drip))
      } else if (reaction !== 'silence') socket.write(`${reaction}\r\n`)
      return /^[23]/.test(reaction)
    }
    const onLine = (line: string) => {
      const verb = (Object.keys(usual) as Verb[]).find((verb) => line.startsWith(verb))
      if (body !== undefined && line !== '.') body += `${line}\n`
      else if (body !== undefined) {
        tried.push(body)
        if (react('dot')) accepted.push(body)
        body = undefined
      } else if (verb === undefined) socket.write('250 ok\r\n')
      else if (react(verb) && verb === 'DATA') body = ''
    }
    socket.on('data', (chunk) => {
      pending += chunk
      for (let end = pending.indexOf('\r\n'); end >= 0; end = pending.indexOf('\r\n')) {
        const line = pending.slice(0, end)
        pending = pending.slice(end + 2)
        onLine(line)
      }
    })
    return react
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    speak(socket)('connect')
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const { port: bound } = server.address() as AddressInfo
  return {
    port: bound,
    url: `smtp://user:password@127.0.0.1:${bound}`,
    tried,
    accepted,
    heard,
    connections: () => heard.filter((verb) => verb === 'connect').length,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
