import { memberOf } from '../wire/variables.ts'

/** Why a value does not fit, and where. */
export interface Mismatch {
  /** Dotted, as `data.user.id`. */
  path: string
  expected: unknown
  got: unknown
}

/**
 * Compares a value with what a scenario wants of it: objects fit where every wanted field does (names may be dotted
 * paths), lists where each item does, `{$gt: 3}` and the like compare. Returns every mismatch; none where it fits.
 */
export function mismatches(wanted: unknown, got: unknown, path = ''): Mismatch[] {
  if (isObject(wanted)) {
    const names = Object.keys(wanted)
    if (names.length > 0 && names.every((name) => name.startsWith('$')))
      return names.flatMap((name) => operate(name, wanted[name], got, path))
    if (!isObject(got)) return [{ path, expected: wanted, got }]
    return names.flatMap((name) => {
      const value = Object.hasOwn(got, name) ? got[name] : name.split('.').reduce(memberOf, got as unknown)
      return mismatches(wanted[name], value, path ? `${path}.${name}` : name)
    })
  }
  if (Array.isArray(wanted)) {
    if (!Array.isArray(got) || got.length !== wanted.length) return [{ path, expected: wanted, got }]
    return wanted.flatMap((item, index) => mismatches(item, got[index], `${path}.${index}`))
  }
  return wanted === got ? [] : [{ path, expected: wanted, got }]
}

type Operator = (wanted: unknown, got: unknown) => boolean

const ordered =
  (holds: (order: number) => boolean): Operator =>
  (wanted, got) =>
    typeof got === typeof wanted && holds(got === wanted ? 0 : (got as number) > (wanted as number) ? 1 : -1)

/** What a `where` may ask beside equality. */
export const operators: Record<string, Operator> = {
  $gt: ordered((order) => order > 0),
  $gte: ordered((order) => order >= 0),
  $lt: ordered((order) => order < 0),
  $lte: ordered((order) => order <= 0),
  $ne: (wanted, got) => mismatches(wanted, got).length > 0,
  $in: (wanted, got) => Array.isArray(wanted) && wanted.some((one) => mismatches(one, got).length === 0),
  $match: (wanted, got) => typeof got === 'string' && new RegExp(String(wanted), 'u').test(got),
  $exists: (wanted, got) => (got !== undefined) === wanted,
  $length: (wanted, got) => mismatches(wanted, (got as { length?: unknown } | null)?.length).length === 0,
  $contains: (wanted, got) =>
    typeof got === 'string'
      ? got.includes(String(wanted))
      : Array.isArray(got) && got.some((item) => mismatches(wanted, item).length === 0),
}

function operate(name: string, wanted: unknown, got: unknown, path: string): Mismatch[] {
  const operator = Object.hasOwn(operators, name) ? operators[name] : undefined
  if (!operator) throw new Error(`there is no operator ${name}; there are ${Object.keys(operators).join(', ')}`)
  return operator(wanted, got) ? [] : [{ path, expected: { [name]: wanted }, got }]
}

/** What is wrong with the operators of a `where`, before anything is compared. */
export function operatorProblems(wanted: unknown): string[] {
  if (Array.isArray(wanted)) return wanted.flatMap(operatorProblems)
  if (!isObject(wanted)) return []
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (name.startsWith('$') && !Object.hasOwn(operators, name))
      return [`there is no operator ${name}; there are ${Object.keys(operators).join(', ')}`]
    if (name === '$match' && !isPattern(value)) return [`$match: ${JSON.stringify(value)} is no regular expression`]
    return operatorProblems(value)
  })
}

function isPattern(value: unknown): boolean {
  try {
    new RegExp(String(value), 'u')
    return typeof value === 'string'
  } catch {
    return String(value).includes('$' + '{')
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
