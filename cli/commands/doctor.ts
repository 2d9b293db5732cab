import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { App } from '../../src/app.ts'
import { type Config, ConfigError } from '../../src/config.ts'
import { MailFailure } from '../../src/ports/mailer.ts'
import { Refusal } from '../../src/protocol/errors.ts'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { findingText } from '../texts/findings.ts'
import { mailFaultText } from '../texts/mail-faults.ts'

/** Something that is not as it must be. */
interface Finding {
  check: 'config' | 'database' | 'references' | 'counters' | 'files' | 'mail'
  text: string
  fixed: boolean
}

type Found = (check: Finding['check'], text: string, fixed?: boolean) => void

const checkOf = { integrity: 'database', reference: 'references', counter: 'counters' } as const

/** Bytes without a row that are younger may belong to an upload that has not ended. */
const YOUNG_MS = 3_600_000

export function define(command: Command): void {
  command.option('--fix', 'set wrong counters right and remove files that nobody can reach')
}

export async function run(context: Context, options: { fix?: boolean }): Promise<void> {
  const findings: Finding[] = []
  const fix = options.fix === true
  const found: Found = (check, text, fixed = false) => findings.push({ check, text, fixed })
  try {
    const { config } = await context.settings()
    const app = await context.open()
    for (const path of exposed(config)) found('config', context.say('doctor_exposed', { path }))
    const damage = await app.store.check({ fix })
    for (const one of damage) found(checkOf[one.kind], findingText(context.locale(), one), one.fixed)
    // Rows of a damaged database are no measure for files.
    if (!damage.some(({ kind }) => kind === 'integrity')) await compareFiles(app, context, found, fix)
    if (config.smtp_url !== null) await askMailServer(app, context, found)
  } catch (error) {
    // What keeps the application from opening, or a row from being read, is a finding as well.
    if (error instanceof ConfigError) {
      for (const { origin, problem, hint } of error.problems) found('config', `${origin}: ${problem}. ${hint}`)
    } else if (error instanceof Refusal && error.code === 'storage_unavailable') {
      found('database', error.details.about ?? error.code)
    } else throw error
  }
  const left = findings.filter(({ fixed }) => !fixed).length
  const rows = findings.map(({ check, text, fixed }) => [check, fixed ? context.say('doctor_fixed') : '', text])
  context.out.list(['check', 'fixed', 'finding'], rows, { ok: left === 0, findings })
  if (findings.length === 0) context.out.note(context.say('doctor_ok'))
  if (left > 0) throw new Failure('failure', 'doctor_found', { count: left })
}

/** EM2: whether the mail server would take a mail now. */
async function askMailServer(app: App, { locale }: Context, found: Found): Promise<void> {
  try {
    await app.checkMail()
  } catch (error) {
    if (!(error instanceof MailFailure)) throw error
    const { text, hint } = mailFaultText(locale(), error.fault, error.reason)
    found('mail', `${text} ${hint}`)
  }
}

/** Secrets that others on this machine can read. */
function exposed({ data_dir }: Config): string[] {
  const paths = ['jwt-secret', 'url-secret'].map((name) => join(data_dir, name))
  return paths.filter((path) => ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0)
}

async function compareFiles(app: App, { say }: Context, found: Found, fix: boolean): Promise<void> {
  // What the server does each day as well; it leaves alone whatever may belong to an upload that goes on.
  const removed = fix ? await app.collectFiles() : { orphans: 0 }
  if (removed.orphans > 0) found('files', say('doctor_orphans', { count: removed.orphans }), true)
  let orphans = 0
  for await (const finding of app.checkFiles()) {
    if (finding.kind === 'orphan') orphans += app.clock.now() - finding.put_at > YOUNG_MS ? 1 : 0
    else found('files', say(`doctor_${finding.kind}`, { file: finding.id }))
  }
  if (orphans > 0) found('files', say('doctor_orphans', { count: orphans }))
}
