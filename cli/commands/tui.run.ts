import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { Failure } from '../failure.ts'
import { readScenarioFiles } from '../scenario-files.ts'
import { checkUrl } from '../target.ts'
import { tokenFile, tokenFor } from '../token-files.ts'

interface Options {
  url?: string
  tokenFile?: string[]
  report?: string
  mailDir?: string
}

export function define(command: Command): void {
  command
    .argument('<files...>', 'scenarios in YAML')
    .option('--url <url>', 'run against this server instead of a throw-away one')
    .option('--token-file <session=file>', 'with --url: the token of a session, or of a user (repeatable)', tokenFile)
    .option('--mail-dir <folder>', 'with --url: where that server puts its mails, for mail.expect')
    .option('--report <junit=file>', 'write a JUnit report too')
    .addHelpText(
      'after',
      '\nExit codes: 8 an expectation failed, 9 a frame is against the protocol, 7 no answer, 6 no connection.',
    )
}

/** TAP on stdout; with `--json`, one object for each scenario. */
export async function run(context: Context, options: Options, files: string[]): Promise<void> {
  const { out, say, io } = context
  const report = options.report === undefined ? undefined : reportPath(options.report)
  const url = options.url === undefined ? undefined : checkUrl(options.url)
  const scenarios = await readScenarioFiles(files, io)
  const { runScenario, worstOf } = await import('../../tui/runner/run.ts')
  const { tapHead, tapLines } = await import('../../tui/runner/tap.ts')
  const blind = url !== undefined && options.mailDir === undefined
  const mailing = scenarios.find(({ steps }) => steps.some(({ kind }) => kind === 'mail.expect'))
  if (blind && mailing) throw new Failure('usage', 'no_mail_dir', { file: mailing.file, title: mailing.title })
  const server = await (url === undefined ? own() : theirs(context, url, options))
  const results = []
  try {
    if (!out.json) for (const line of tapHead(scenarios.length)) await out.text(line)
    for (const scenario of scenarios) {
      const result = await runScenario(scenario, server)
      results.push(result)
      const { verdict, ms, failure, violations } = result
      const { file, line, title, rules } = scenario
      const reason = failure?.error.message ?? violations[0]?.text
      if (out.json) await out.stream(JSON.stringify({ file, line, title, rules, verdict, ms, reason }))
      else for (const text of tapLines(result, results.length)) await out.text(text)
    }
  } finally {
    await server.close()
  }
  if (report !== undefined) {
    const { junit } = await import('../../tui/runner/junit.ts')
    writeFileSync(resolve(io.cwd, report), junit(results))
    out.note(say('report_written', { path: report }))
  }
  const failed = results.filter(({ verdict }) => verdict !== 'pass').length
  const worst = worstOf(results.map(({ verdict }) => verdict))
  if (worst !== 'pass') throw new Failure(worst, 'scenarios_failed', { failed, all: results.length })
}

async function own() {
  const { startScenarioServer } = await import('../scenario-server.ts')
  return startScenarioServer()
}

const theirs = async (context: Context, url: string, { tokenFile: files, mailDir }: Options) => ({
  url,
  person: async (session: string, user: string) => ({ token: tokenFor(context, files, session, user) }),
  ...(mailDir === undefined ? {} : { mail: resolve(context.io.cwd, mailDir) }),
  close: async () => {},
})

function reportPath(value: string): string {
  const path = /^junit=(.+)$/.exec(value)?.[1]
  if (path === undefined) throw new Failure('usage', 'bad_report', { value })
  return path
}
