import type Database from 'better-sqlite3'
import type { ForeignChange } from '../../ports/store.ts'
import { Refusal } from '../../protocol/index.ts'
import { storageRefusal } from './failures.ts'
import { Recall } from './recall.ts'

interface Job {
  run: () => unknown
  resolve: (value: unknown) => void
  reject: (reason: unknown) => void
}

/** What other processes wrote after `rev`. */
export type ReadForeign = (after_rev: number) => ForeignChange[]

/**
 * Group commit: every write that arrives in one turn of the event loop goes into one transaction, each in a savepoint
 * of its own, so that a refused one leaves nothing and harms no other. Promises settle only after COMMIT, in order; a
 * failed COMMIT fails them all.
 */
export class Writes {
  readonly recall = new Recall()
  readonly #db: Database.Database
  readonly #readForeign: ReadForeign
  readonly #onForeign: (changes: ForeignChange[]) => void
  readonly #sql: Record<
    'begin' | 'commit' | 'rollback' | 'savepoint' | 'undo' | 'release' | 'maxRev' | 'dataVersion',
    Database.Statement
  >
  #queue: Job[] = []
  /** What is told when the transaction under way is durable, each once. */
  #afterCommit = new Set<() => void>()
  /** Moves only when another process has committed. */
  #dataVersion: unknown
  /** The newest `rev` that this process has written or reported. */
  #rev: number
  #closed = false

  constructor(db: Database.Database, readForeign: ReadForeign, onForeign: (changes: ForeignChange[]) => void) {
    this.#db = db
    this.#readForeign = readForeign
    this.#onForeign = onForeign
    this.#sql = {
      begin: db.prepare('begin immediate'),
      commit: db.prepare('commit'),
      rollback: db.prepare('rollback'),
      savepoint: db.prepare('savepoint job'),
      undo: db.prepare('rollback to job'),
      release: db.prepare('release job'),
      maxRev: db.prepare('select max(rev) from messages').pluck(),
      dataVersion: db.prepare('pragma data_version').pluck(),
    }
    this.#dataVersion = this.#sql.dataVersion.get()
    this.#rev = this.#maxRev()
  }

  /** Runs `job` inside the next transaction; resolves with its result once that is durable. `job` must not be async. */
  write<T>(job: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#closed) {
        reject(new Refusal('storage_unavailable', { about: 'the store is closed' }))
        return
      }
      if (this.#queue.length === 0) setImmediate(() => this.#flush())
      this.#queue.push({ run: job, resolve: resolve as (value: unknown) => void, reject })
    })
  }

  /** Calls `listener` once when the transaction under way is durable, after its answers; only valid inside a job. */
  afterCommit(listener: () => void): void {
    this.#afterCommit.add(listener)
  }

  /** The next place among all changes; only valid inside a job. `count` places at once for a change of many rows. */
  nextRev(count = 1): number {
    this.#rev += count
    return this.#rev
  }

  /** Reports what other processes wrote, when nothing here has been written meanwhile. */
  catchUp(): void {
    if (this.#closed || this.#queue.length > 0) return
    this.#reportForeign(this.#noticeOthers())
  }

  close(): void {
    this.#flush()
    this.#closed = true
  }

  #flush(): void {
    const jobs = this.#queue
    if (jobs.length === 0) return
    this.#queue = []
    const before = this.#rev
    try {
      this.#sql.begin.run()
      const foreign = this.#noticeOthers()
      const outcomes = jobs.map((job) => this.#attempt(job))
      this.#sql.commit.run()
      this.#reportForeign(foreign)
      for (const settle of outcomes) settle()
      for (const tell of this.#takeListeners()) tell()
    } catch (error) {
      if (this.#db.inTransaction) this.#sql.rollback.run()
      this.#rev = before
      this.#takeListeners()
      this.recall.forget()
      const reason = storageRefusal(error, 'the database')
      for (const job of jobs) job.reject(reason)
    }
  }

  /** Runs one job in its savepoint; returns how to settle it after the commit. */
  #attempt(job: Job): () => void {
    const rev = this.#rev
    this.#sql.savepoint.run()
    try {
      const value = job.run()
      this.#sql.release.run()
      return () => job.resolve(value)
    } catch (error) {
      // A full disk or an I/O error ends the whole transaction, not only this savepoint: nothing of it was kept.
      if (!this.#db.inTransaction) throw error
      this.recall.forget()
      this.#sql.undo.run()
      this.#sql.release.run()
      this.#rev = rev
      return () => job.reject(storageRefusal(error, 'the database'))
    }
  }

  #takeListeners(): Set<() => void> {
    const listeners = this.#afterCommit
    if (listeners.size > 0) this.#afterCommit = new Set()
    return listeners
  }

  #maxRev(): number {
    return (this.#sql.maxRev.get() as number | null) ?? 0
  }

  #noticeOthers(): ForeignChange[] {
    const version = this.#sql.dataVersion.get()
    if (version === this.#dataVersion) return []
    this.#dataVersion = version
    this.recall.forget()
    const newest = this.#maxRev()
    const changes = this.#readForeign(this.#rev)
    const revs = changes.map((change) => (change.kind === 'message' ? change.message.rev : 0))
    this.#rev = Math.max(newest, ...revs)
    return changes
  }

  #reportForeign(changes: ForeignChange[]): void {
    if (changes.length > 0) this.#onForeign(changes)
  }
}
