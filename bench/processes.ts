import { type ChildProcess, fork, type SpawnOptions, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** How long a child may take to say that it is ready, and to end when it is asked to, in milliseconds. */
const READY_MS = 15_000
const END_MS = 5_000

const TMPFS = 0x0102_1994

const children = new Set<ChildProcess>()
const folders = new Set<string>()

/** A new folder beside the checkout's dependencies: on a real disk, where /tmp may be memory. */
export function freshFolder(): string {
  const parent = join(root, 'node_modules', '.cache')
  mkdirSync(parent, { recursive: true })
  const folder = mkdtempSync(join(parent, 'dialogd-bench-'))
  folders.add(folder)
  if (statfsSync(folder).type === TMPFS) throw new Error(`${folder} is in memory: durable writes would cost nothing`)
  return folder
}

/** A child of this run that talks by messages. */
export function forkModule(name: string, ...args: string[]): ChildProcess {
  return track(fork(join(import.meta.dirname, name), args, { serialization: 'advanced' }))
}

export const spawnTracked = (program: string, args: string[], options: SpawnOptions): ChildProcess =>
  track(spawn(program, args, options))

export const spawnNode = (args: string[], options: SpawnOptions): ChildProcess =>
  spawnTracked(process.execPath, args, options)

/** Sends a message, if there is one, and resolves with the next one that comes back. */
export function answerOf<Answer>(child: ChildProcess, message?: object, within = READY_MS): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer)
      child.off('message', heard).off('exit', died)
      act()
    }
    const heard = (answer: unknown) => settle(() => resolve(answer as Answer))
    const died = (code: unknown) => settle(() => reject(new Error(`${child.spawnargs[1]} ended with ${code}`)))
    const late = () => settle(() => reject(new Error(`${child.spawnargs[1]} did not answer in ${within} ms`)))
    const timer = setTimeout(late, within)
    child.on('message', heard).on('exit', died)
    if (message) child.send(message)
  })
}

/** Resolves when the child is gone; one that does not end by itself is killed. */
export async function end(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const kill = setTimeout(() => child.kill('SIGKILL'), END_MS)
  child.kill('SIGTERM')
  await gone
  clearTimeout(kill)
}

/** Ends everything that this run has started and removes what it has written. */
export async function cleanUp(): Promise<void> {
  await Promise.all([...children].map(end))
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

/** The same at once, for a run that is interrupted. */
export function cleanUpNow(): void {
  for (const child of children) if (isAlive(child)) child.kill('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}

function track(child: ChildProcess): ChildProcess {
  children.add(child)
  child.once('exit', () => children.delete(child))
  return child
}

const isAlive = (child: ChildProcess) => child.exitCode === null && child.signalCode === null
