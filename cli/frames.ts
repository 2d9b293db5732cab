import { type EventName, events, Frame } from '../src/protocol/index.ts'
import { Failure } from './failure.ts'

/** A frame as it was understood, or what of the protocol it is against. */
type Checked = { frame: Frame; violation?: undefined } | { frame?: undefined; violation: Failure }

/** Checks the envelope of a frame (FR1, ER1), and its data where the event is one we know. */
export function checkFrame(text: string): Checked {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return against('not JSON')
  }
  const { data: frame, error } = Frame.safeParse(json)
  if (!frame) return against(issue(error.issues))
  if (frame.exception || !Object.hasOwn(events, frame.event)) return { frame }
  const checked = events[frame.event as EventName].data.safeParse(frame.data)
  return checked.error ? against(`data ${issue(checked.error.issues)}`) : { frame }
}

const against = (reason: string) => ({ violation: new Failure('violation', 'violation', { reason }) })

const issue = ([first]: { path: PropertyKey[]; message: string }[]) =>
  first ? `${first.path.map(String).join('.')} ${first.message}`.trim() : ''
