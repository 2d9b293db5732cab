import type { User } from '../../protocol/index.ts'

/** Beyond this many dialogs or people all is forgotten: memory stays bounded, whatever the database holds. */
const MOST = 20_000

/** What a write has to know of a user: how others see them, and what is counted for them. */
export interface Person {
  profile: User
  /** NC1. */
  unread_dialogs: number
  /** EM1: whether they are to be mailed. */
  mailed: boolean
  /** EM5: whether a mail to them is waiting that will tell of what comes. */
  collecting: boolean
}

/** One person's place in a dialog (NC3, MS5). */
export interface Place {
  person: Person
  unread: number
  read_to: number
}

/** A dialog as a write needs it: its people by id, and the `seq` of its newest message. */
export interface Opened {
  places: Place[]
  last_seq: number
}

/**
 * What the writing side remembers between transactions, so that a create does not read it again: rows that only this
 * process changes, kept up to date by the writes that change them. It is forgotten as a whole when another process has
 * committed, when anything was rolled back, and when a user was changed.
 */
export class Recall {
  #dialogs = new Map<number, Opened>()
  #people = new Map<number, Person>()

  /** The dialog, read once; undefined where there is none. */
  dialog(id: number, read: () => Opened | undefined): Opened | undefined {
    let opened = this.#dialogs.get(id)
    if (!opened) {
      if (this.#dialogs.size >= MOST || this.#people.size >= MOST) this.forget()
      opened = read()
      if (opened) this.#dialogs.set(id, opened)
    }
    return opened
  }

  /** The one object that stands for a person in all their dialogs. */
  person(id: number, make: () => Person): Person {
    let person = this.#people.get(id)
    if (!person) {
      person = make()
      this.#people.set(id, person)
    }
    return person
  }

  /** A mail to this person began to collect, or ceased to. */
  collects(id: number, collecting: boolean): void {
    const person = this.#people.get(id)
    if (person) person.collecting = collecting
  }

  forget(): void {
    this.#dialogs = new Map()
    this.#people = new Map()
  }
}
