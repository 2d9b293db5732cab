import { randomUUID } from 'node:crypto'

/** What `${…}` may name. */
export interface Scope {
  /** `${n}`: how many frames were sent, this one included. */
  n: number
  /** `${uuid}`: another one each time, unless given. */
  uuid?: () => string
  /** The value of any other name, such as `last`, `A` or a captured one; undefined where there is none. */
  lookup(name: string): unknown
}

/** A `${…}` that names nothing. */
export class UnknownVariable extends Error {
  constructor(expression: string, known: string) {
    super(`there is no value for \${${expression}}: ${known}`)
    this.name = 'UnknownVariable'
  }
}

const pattern = /\$(\$)?\{([^{}]*)\}/g

/**
 * Replaces `${uuid}`, `${n}`, `${A.last.data.id}` and captured names in every text of a value. A text that is one
 * variable and nothing else becomes its value, a number a number; `$${` stands for `${`. Throws `UnknownVariable`.
 */
export function fill<T>(value: T, scope: Scope): T
export function fill(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return fillText(value, scope)
  if (Array.isArray(value)) return value.map((item) => fill(item, scope))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, scope)]))
}

function fillText(text: string, scope: Scope): unknown {
  const whole = /^\$\{([^{}]*)\}$/.exec(text)
  if (whole) return resolve(whole[1]!.trim(), scope)
  return text.replace(pattern, (found, escaped: string | undefined, expression: string) => {
    if (escaped) return found.slice(1)
    const value = resolve(expression.trim(), scope)
    return typeof value === 'string' ? value : JSON.stringify(value)
  })
}

function resolve(expression: string, scope: Scope): unknown {
  if (expression === 'uuid') return (scope.uuid ?? randomUUID)()
  if (expression === 'n') return scope.n
  const [name, ...path] = expression.split('.')
  let value = scope.lookup(name!)
  if (value === undefined) throw new UnknownVariable(expression, `nothing is called ${name}`)
  for (const [index, part] of path.entries()) {
    value = memberOf(value, part)
    if (value === undefined)
      throw new UnknownVariable(expression, `there is no ${[name, ...path.slice(0, index + 1)].join('.')}`)
  }
  return value
}

/** A field of an object, or an item of a list; a negative number counts from its end. */
export function memberOf(value: unknown, part: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return part === 'length' ? value.length : value.at(Number(part))
  return Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined
}
