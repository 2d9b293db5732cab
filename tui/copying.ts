import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jsonSafe, termSafeLines } from '../cli/term-safe.ts'
import { reasonOf } from './files.ts'
import { entryInFocus, inspectedLines } from './inspected.ts'
import type { Tester } from './tester.ts'
import type { Entry } from './wire/entry.ts'

/** The selected frame as it crossed the wire. */
export function copyFrame(tester: Tester) {
  const selected = entryInFocus(tester)
  if (selected) copy(tester, 'the frame', selected.frame ? jsonSafe(selected.text) : termSafeLines(selected.text))
}

/** Where in the frame the line in focus is, as a filter and `jq`-like tools understand it. */
export function copyPointer(tester: Tester) {
  const line = inspectedLines(tester)[tester.ui.line]
  if (line) copy(tester, 'the pointer', line.path)
}

/** The command that does the same without the tester: sends the request, or the one that was answered; or listens. */
export function copyCommand(tester: Tester) {
  const selected = entryInFocus(tester)
  if (selected?.frame) copy(tester, 'the command', commandOf(selected, tester.log.entries(), urlOf(tester, selected)))
  else tester.toast('only a JSON frame has a command', 'bad')
}

const urlOf = ({ sessions, indexOf }: Tester, { session }: Entry): string => sessions[indexOf(session)]?.spec.url ?? ''

/** The token is never in it: the file is whatever the user has. */
export function commandOf(entry: Entry, log: readonly Entry[], url: string): string {
  const { session, dir, frame, event } = entry
  const to = `--url ${quoted(url)} --token-file ${quoted(`${session}.token`)}`
  const id = frame?.request_id
  const asked = (one: Entry) => one.dir === 'out' && one.session === session && one.frame?.request_id === id
  const request = dir === 'out' ? entry : id === undefined ? undefined : log.find(asked)
  if (!request?.frame || typeof request.event !== 'string')
    return `dialogd listen ${to} --events ${quoted(event ?? '')} --count 1`
  const { event: _event, request_id: _id, ...fields } = request.frame
  const data = Object.keys(fields).length === 0 ? '' : ` --data ${quoted(jsonSafe(JSON.stringify(fields)))}`
  return `dialogd send ${quoted(request.event)}${data} ${to}`
}

/** For a POSIX shell. */
const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** Not every terminal has a clipboard that programs may fill, so that it is in a file as well, until the tester ends. */
function copy(tester: Tester, what: string, text: string): void {
  tester.terminal.copy(text)
  try {
    tester.copies ??= mkdtempSync(join(tmpdir(), 'dialogd-'))
    const path = join(tester.copies, 'copied.txt')
    writeFileSync(path, `${text}\n`, { mode: 0o600 })
    tester.toast(`${what} is in ${path}, and in the clipboard where the terminal allows it (OSC 52)`)
  } catch (error) {
    tester.toast(`${what} is in the clipboard where the terminal allows it; no file: ${reasonOf(error)}`, 'bad')
  }
}
