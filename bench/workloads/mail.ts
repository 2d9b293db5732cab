import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import type { Round } from '../driver.ts'
import { prepareFolder, preparePairs } from '../prepare.ts'
import { end, freshFolder, root } from '../processes.ts'
import { startServer } from '../server.ts'
import { median, type Workload } from '../workload.ts'
import { loadNotes, rowOf, underLoad } from './create.ts'

const PAIRS = 50
const ROUNDS = 5
/** Of the first, unmeasured round; of the beginning of each other one; of what is measured. In milliseconds. */
const FIRST_MS = 3_000
const WARM_UP_MS = 500
const MEASURE_MS = 2_000

/** EM4: two servers take turns under the same load, one with an SMTP server that is silent when a mail is to be kept. */
export const mail: Workload = {
  about: `${PAIRS} pairs, every message is mailed: to an SMTP server that falls silent, and without one`,
  async run({ profile }) {
    const smtp = await silentSmtp()
    const subjects = await Promise.all(
      [
        { name: 'SMTP silent', settings: { DIALOGD_SMTP_URL: smtp.url } },
        { name: 'no SMTP', settings: {} as Record<string, string> },
      ].map(async ({ name, settings }) => {
        const folder = freshFolder()
        prepareFolder(folder)
        const pairs = await preparePairs(folder, PAIRS)
        const server = await startServer(folder, profile, root, settings)
        return { name, server, ...underLoad(server, pairs, (url, { token }) => `${url}?token=${token}`) }
      }),
    )
    const rounds: Round[][] = subjects.map(() => [])
    for (const { round } of subjects) await round(FIRST_MS, 0)
    for (let n = 0; n < ROUNDS; n++) {
      for (const [index, { round }] of subjects.entries()) rounds[index]!.push(await round(WARM_UP_MS, MEASURE_MS))
    }
    for (const { driver, server } of subjects) {
      await end(driver)
      await server.end()
    }
    const silences = smtp.silences()
    smtp.close()
    if (silences === 0) throw new Error('no mail came to the SMTP server, so its silence was not measured')

    const [silent, without] = rounds as [Round[], Round[]]
    const ratio = (pick: (round: Round) => number) => median(silent.map((round, n) => pick(round) / pick(without[n]!)))
    const cpu = ratio(({ cpu_us }) => cpu_us)
    const rows = subjects.map(({ name }, index) => ({ ...rowOf(name, rounds[index]!), workload: 'mail' }))
    return {
      rows,
      bars: [
        {
          what: 'ack p50 with the SMTP server silent, against none',
          value: ratio((round) => round.acknowledged.p50),
          at_most: 1.25,
        },
        {
          what: 'ack p99 with the SMTP server silent, against none',
          value: ratio((round) => round.acknowledged.p99),
          at_most: 2,
        },
        { what: 'CPU of a create with the SMTP server silent, against none', value: cpu, at_most: 1.25 },
      ],
      notes: [
        `the SMTP server was left waiting for its answer ${silences} times`,
        ...subjects.flatMap(({ name }, n) => loadNotes(name, rounds[n]!)),
      ],
    }
  },
}

/** Says yes to everything until a mail is complete, and then nothing more. */
async function silentSmtp() {
  let silences = 0
  const server = createServer((socket) => {
    let inMail = false
    socket.on('error', () => {}).write('220 ready\r\n')
    socket.on('data', (chunk) => {
      if (!inMail) {
        inMail = String(chunk).startsWith('DATA')
        socket.write(inMail ? '354 go on\r\n' : '250 ok\r\n')
      } else if (String(chunk).endsWith('\r\n.\r\n')) silences += 1
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    silences: () => silences,
    close: () => server.close(),
  }
}
