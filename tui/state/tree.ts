/** One line of a folding JSON view. */
export interface TreeLine {
  /** JSON pointer of the value, which also names it for folding. */
  path: string
  depth: number
  /** The key it stands under; undefined for the root and for items of a list. */
  name: string | undefined
  /** What is shown of the value: itself, or what a container holds. */
  value: string
  kind: 'string' | 'number' | 'literal' | 'container'
  /** Whether it is open; undefined where there is nothing inside. */
  open: boolean | undefined
}

/** How many lines are laid out at most; a list of thousands of items is not worth more. */
const MOST = 5_000

/** The lines of a value. A container is open where its path is in `toggled` xor it is no deeper than `depth`. */
export function treeLines(value: unknown, toggled: ReadonlySet<string>, openDepth = 2): TreeLine[] {
  const lines: TreeLine[] = []
  const walk = (value: unknown, path: string, depth: number, name: string | undefined): void => {
    if (lines.length >= MOST) return
    if (typeof value !== 'object' || value === null) {
      lines.push({ path, depth, name, value: JSON.stringify(value), kind: kindOf(value), open: undefined })
      return
    }
    const isList = Array.isArray(value)
    const entries = Object.entries(value)
    const open = entries.length > 0 && depth < openDepth !== toggled.has(path)
    const inside = entries.length > 0 ? String(entries.length) : ''
    const shown = isList ? `[${inside}]` : `{${inside}}`
    lines.push({ path, depth, name, value: shown, kind: 'container', open: entries.length > 0 ? open : undefined })
    if (!open) return
    for (const [key, inner] of entries)
      walk(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, depth + 1, key)
  }
  walk(value, '', 0, undefined)
  return lines
}

const kindOf = (value: unknown): TreeLine['kind'] =>
  typeof value === 'string' ? 'string' : typeof value === 'number' ? 'number' : 'literal'

/** The path of what holds this one. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
