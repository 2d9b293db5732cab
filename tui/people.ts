import type { Result } from './runner/run.ts'
import type { Scenario, Step } from './runner/schema.ts'
import type { ScenarioServer } from './runner/server.ts'
import type { ChatModel } from './state/chat.ts'
import type { Feed } from './state/feed.ts'
import type { Ui } from './state/ui.ts'
import type { ThemeName } from './theme.ts'
import type { Entry } from './wire/entry.ts'
import type { Session, SessionOptions } from './wire/session.ts'

/** One user to connect as. */
export interface SessionSpec {
  /** A, B, … */
  name: string
  /** `ws://host:port/ws/`, without a token. */
  url: string
  token: SessionOptions['token']
  /** How the user is called on the screen. */
  user: string
  /** A token of theirs whose time is over, where somebody could make one. */
  expired?: string
}

/** Somebody to pick from the list. */
export interface PersonSpec extends Omit<SessionSpec, 'name'> {
  /** What tells people of the same name apart: id and address. */
  about: string
}

export interface TesterSpec {
  sessions: readonly SessionSpec[]
  /** Whom the list offers, where no sessions are named. */
  people?: readonly PersonSpec[]
  theme: ThemeName
  /** For a screen reader, which begins anew with every drawing. */
  linear?: boolean
  /** Where recordings and scenarios are looked for and written; the current folder by default. */
  folder?: string
  /** Where scenarios are, a file or a folder; `folder` by default. */
  scenarios?: string
  /** Makes people and dialogs for scenarios, where the server is ours; else they run as those who are connected. */
  server?: ScenarioServer
}

/** A session with what is known of its user. */
export interface Connected {
  spec: SessionSpec
  session: Session
  model: ChatModel
  /** What was asked for on this connection, so that it is asked for once. */
  asked: Set<string>
  /** The note that tells of the connection that is open: what a recording begins with. */
  opened?: Entry | undefined
}

/** A scenario and what came of it here. */
export interface Run {
  scenario: Scenario
  /** The step that is being played. */
  step?: Step | undefined
  result?: Result | undefined
}

/** A recording that is looked at; no session of it is connected. */
export interface Viewed {
  /** What it is called on the screen. */
  name: string
  feed: Feed
  sessions: Connected[]
  entries: readonly Entry[]
  /** What was on the screen before. */
  before: Ui
}

/** Something that is being sent again and again. */
export interface Repeating {
  done: number
  times: number
  timer: NodeJS.Timeout
}
