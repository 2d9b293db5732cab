import type { User } from '../../src/protocol/index.ts'

/** The server that scenarios run against, as the command line (or a test) provides it. */
export interface ScenarioServer {
  /** `ws://host:port/ws/` */
  url: string
  /** A new user, and a token for them; where the server is not ours, whoever the token file of `session` names. */
  person(session: string, name: string, profile?: Partial<User>): Promise<{ token: string }>
  /** A new dialog between these users, where the server is ours; else it has to exist. */
  dialog?(user_ids: number[]): Promise<number>
  /** The folder where the server puts mails as `.eml` files (EM7), where there is one to look into. */
  mail?: string
  close(): Promise<void>
}
