import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Mail, readMail } from './eml.ts'
import { StepFailure } from './failure.ts'
import { mismatches } from './match.ts'

/** How often the folder is looked into while a mail is waited for, milliseconds. */
const PAUSE = 25

/** The mails that a server puts into a folder (EM7) while a scenario runs; each is found once. */
export class Mailbox {
  readonly #folder: string
  readonly #mails = new Map<string, Mail>()
  #before: Promise<ReadonlySet<string>>
  readonly #taken = new Set<Mail>()

  constructor(folder: string) {
    this.#folder = folder
    this.#before = this.#names().then((names) => new Set(names))
  }

  /** What came to an address and was not taken yet, the oldest first. */
  to(address: string): Mail[] {
    const mine = [...this.#mails.values()].filter(({ to }) => to.toLowerCase().includes(address.toLowerCase()))
    return mine.filter((mail) => !this.#taken.has(mail))
  }

  /** Waits for a mail to `address` that fits, and takes it. */
  async take(address: string, fits: (mail: Mail) => boolean, deadline: number): Promise<Mail | undefined> {
    for (;;) {
      await this.#look()
      const found = this.to(address).find(fits)
      if (found) this.#taken.add(found)
      if (found || performance.now() > deadline) return found
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }

  async #look(): Promise<void> {
    const before = await this.#before
    for (const name of await this.#names())
      if (!before.has(name) && !this.#mails.has(name))
        this.#mails.set(name, readMail(await readFile(join(this.#folder, name))))
  }

  /** The folder is made with the first mail. */
  async #names(): Promise<string[]> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
    return names.filter((name) => name.endsWith('.eml')).sort()
  }
}

interface WantedMail {
  /** As the scenario says it: a session or an address. */
  who: string
  address: string | undefined
  where: Record<string, unknown>
  deadline: number
}

/** Takes the mail that fits. Throws `StepFailure` where none does, with what came in its place. */
export async function expectMail(mailbox: Mailbox | undefined, wanted: WantedMail): Promise<Mail> {
  const { who, address, where, deadline } = wanted
  if (!mailbox) throw new StepFailure('expectation', 'there is no folder of mails to look into; give --mail-dir')
  if (!address) throw new StepFailure('expectation', `the token of ${who} names no address; write the address instead`)
  const found = await mailbox.take(address, (mail) => mismatches(where, mail).length === 0, deadline)
  if (found) return found
  const nearest = mailbox.to(address).at(-1)
  const wrong = nearest
    ? mismatches(where, nearest).map(({ path, got }) => `its ${path} is ${JSON.stringify(got)}`)
    : []
  const why = nearest ? `one came, but ${wrong.join(' and ')}` : 'none came'
  throw new StepFailure('expectation', `${address} did not get that mail: ${why}`, { mail: where })
}
