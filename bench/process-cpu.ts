import { readFileSync } from 'node:fs'

/** Linux counts CPU time in ticks of 10 ms, on every architecture that Node runs on. */
const TICK_US = 10_000

/** CPU time that a process has used, all threads, user and system together, in microseconds. */
export function cpuMicros(pid: number): number {
  const [user, system] = statFields(pid).slice(11, 13)
  return (Number(user) + Number(system)) * TICK_US
}

/** Memory of a process that is in RAM, in bytes. */
export function residentBytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1_024
}

/** CPU time that the whole machine has used, in microseconds; what waits for the disk is idle. */
export function machineMicros(): number {
  const [, ...ticks] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]!.split(/\s+/)
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = ticks.map(Number)
  return (user + nice + system + irq + softirq) * TICK_US
}

/** From the third field on: the second is the program's name, which may hold spaces and parentheses. */
function statFields(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return text.slice(text.lastIndexOf(')') + 2).split(' ')
}
