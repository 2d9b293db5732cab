import { isAbsolute, relative, resolve } from 'node:path'
import { freshPath, reasonOf } from './files.ts'
import { askForFile } from './overlay.ts'
import { factsOf, nameOfUser } from './record/facts.ts'
import type { RecordedSession } from './record/format.ts'
import { type Recording, readRecordingFile } from './record/reader.ts'
import { Recorder } from './record/recorder.ts'
import { ChatModel } from './state/chat.ts'
import { Feed } from './state/feed.ts'
import { initialUi, placeOn } from './state/ui.ts'
import type { Tester } from './tester.ts'
import { Session } from './wire/session.ts'

/** Begins or ends a recording of everything that crosses the wire from now on. */
export function toggleRecording(tester: Tester) {
  if (tester.recorder && !tester.recorder.state.failure) return stopRecording(tester)
  const recorder = begun(tester, freshPath(tester.folder, 'jsonl'))
  if (recorder) startRecording(tester, recorder)
}

/** Begins a recording; it starts with the connections that are open, so that a replay knows to open them. */
function startRecording(tester: Tester, recorder: Recorder): void {
  for (const { opened } of tester.live.sessions) if (opened) recorder.write(opened)
  tester.recorder = recorder
  tester.toast(`recording to ${shown(tester, recorder.path)}; R ends it`)
}

export function stopRecording(tester: Tester) {
  const { recorder } = tester
  tester.recorder = undefined
  if (!recorder) return
  try {
    recorder.close()
    const { entries } = recorder.state
    tester.toast(`${entries} entries are in ${shown(tester, recorder.path)}; replay it: dialogd tui replay FILE`)
  } catch (error) {
    tester.toast(`the recording is not whole: ${reasonOf(error)}`, 'bad')
  }
}

/** Writes what the log still holds into a recording, for what happened before anybody thought of recording it. */
export function saveLog(tester: Tester): void {
  const recorder = begun(tester, freshPath(tester.folder, 'jsonl'))
  if (!recorder) return
  const { all } = tester.log
  for (const entry of all.slice(all.first, all.next)) recorder.write(entry)
  try {
    recorder.close()
    tester.toast(`${recorder.state.entries} entries of the log are in ${shown(tester, recorder.path)}`)
  } catch (error) {
    tester.toast(`the log is not saved: ${reasonOf(error)}`, 'bad')
  }
}

/** Records from the first frame on. Throws where the file cannot be made. */
export function recordInto(tester: Tester, path: string): void {
  startRecording(tester, Recorder.start(resolve(tester.folder, path), tester.sessions.map(recordedOf)))
}

function begun(tester: Tester, path: string): Recorder | undefined {
  try {
    return Recorder.start(path, tester.sessions.map(recordedOf))
  } catch (error) {
    tester.toast(`nothing is recorded: ${reasonOf(error)}`, 'bad')
    return undefined
  }
}

const recordedOf = ({ spec: { name, url }, session }: Tester['sessions'][number]): RecordedSession => {
  const { user } = session.state
  return { name, url, ...(user === undefined ? {} : { user }) }
}

/** A path as it is shortest to read. */
export function shown({ folder }: Tester, path: string): string {
  const short = relative(folder, path)
  return short.startsWith('..') || isAbsolute(short) ? path : short
}

/** Asks for a recording and shows it. */
export function openRecording(tester: Tester): void {
  askForFile(tester, 'Open a recording', ['jsonl'], (file) => {
    const path = resolve(tester.folder, file)
    readRecordingFile(path).then(
      (recording) => view(tester, file, recording),
      (error) => tester.toast(reasonOf(error), 'bad'),
    )
  })
}

/** Shows a recording in place of the live sessions, which go on meanwhile. Nothing is connected for it. */
export function view(
  tester: Tester,
  name: string,
  { entries, sessions }: Pick<Recording, 'entries' | 'sessions'>,
): void {
  const feed = new Feed()
  const facts = factsOf(entries)
  const called = (user: number | undefined, session: string) => (user === undefined ? session : nameOfUser(facts, user))
  const names = [...new Set([...sessions.map((one) => one.name), ...entries.map(({ session }) => session)])]
  const connected = names.map((one) => {
    const { url = 'ws://recorded/', user } = sessions.find((session) => session.name === one) ?? {}
    const spec = {
      name: one,
      url,
      token: '',
      user: called(facts.users.get(one) ?? user, one),
    }
    const session = new Session({ ...spec, reconnect: false, emit() {} })
    return { spec, session, model: new ChatModel(), asked: new Set<string>() }
  })
  const models = new Map(connected.map(({ spec, model }) => [spec.name, model]))
  for (const entry of entries) {
    feed.apply(entry)
    models.get(entry.session)?.apply(entry)
  }
  const before = tester.viewed?.before ?? tester.ui
  tester.viewed = { name, feed, sessions: connected, entries, before }
  tester.set({ ...initialUi(names.length, before.theme), ...placeOn('log') })
}

/** Back to the live sessions. */
export function leaveView(tester: Tester) {
  const { viewed, live } = tester
  if (!viewed) return tester.toast('no recording is open')
  if (live.sessions.length === 0) return tester.toast('nothing is connected; q quits', 'bad')
  tester.viewed = undefined
  tester.set({ ...viewed.before, overlay: undefined })
}
