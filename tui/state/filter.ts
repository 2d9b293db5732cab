import type { Entry } from '../wire/entry.ts'

type Test = (entry: Entry) => boolean

export interface Filter {
  /** As it was typed. */
  text: string
  test: Test
  /** What of it is not understood; such a part lets everything through. */
  problem?: string
}

export const noFilter: Filter = { text: '', test: () => true }

/** `type:dialogs.* s:A d:in lat:>50ms viol:yes re:/x/ /data/dialog=1 -word word`: all parts must fit; `-` turns one around. */
export function parseFilter(text: string): Filter {
  const tests: Test[] = []
  let problem: string | undefined
  for (const part of text.trim().split(/\s+/).filter(Boolean)) {
    const negative = part.length > 1 && part.startsWith('-')
    const test = partOf(negative ? part.slice(1) : part)
    if (typeof test === 'string') problem ??= test
    else tests.push(negative ? (entry) => !test(entry) : test)
  }
  const filter = { text, test: (entry: Entry) => tests.every((test) => test(entry)) }
  return problem === undefined ? filter : { ...filter, problem }
}

function partOf(part: string): Test | string {
  const [, name, value = ''] = /^(type|s|d|lat|viol|re):(.*)$/.exec(part) ?? []
  if (name === 'type') {
    const pattern = new RegExp(`^${value.split('*').map(RegExp.escape).join('.*')}$`)
    return ({ event }) => event !== undefined && pattern.test(event)
  }
  if (name === 's') {
    const sessions = value.toUpperCase().split(',')
    return ({ session }) => sessions.includes(session.toUpperCase())
  }
  if (name === 'd') return ['in', 'out', 'note'].includes(value) ? ({ dir }) => dir === value : 'd: is in, out or note'
  if (name === 'viol') return ({ violations }) => violations.length > 0 === (value !== 'no')
  if (name === 'lat') return latencyOf(value)
  if (name === 're') return patternOf(value)
  const pointer = /^(\/[^=]*)=(.*)$/.exec(part)
  if (pointer) return ({ frame }) => frame !== undefined && textAt(frame, pointer[1]!) === pointer[2]
  const word = part.toLowerCase()
  return (entry) => entry.text.toLowerCase().includes(word)
}

function latencyOf(value: string): Test | string {
  const [, sign, number] = /^([<>])(\d+(?:\.\d+)?)(?:ms)?$/.exec(value) ?? []
  if (!sign) return 'lat: is such as >50ms'
  const limit = Number(number)
  return ({ latency }) => latency !== undefined && (sign === '>' ? latency > limit : latency < limit)
}

function patternOf(value: string): Test | string {
  const [, inner] = /^\/(.+)\/$/.exec(value) ?? []
  try {
    const pattern = new RegExp(inner ?? value, 'i')
    return ({ text }) => pattern.test(text)
  } catch {
    return 're: is not a pattern'
  }
}

function textAt(value: unknown, pointer: string): string | undefined {
  let at: unknown = value
  for (const key of pointer.slice(1).split('/')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string, unknown>)[key.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return typeof at === 'string' ? at : JSON.stringify(at)
}
