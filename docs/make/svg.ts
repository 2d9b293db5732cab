import type { IBufferCell, Terminal } from '@xterm/headless'

/** A cell, in pixels. */
const W = 8.4
const H = 18
const SIZE = 14
const MARGIN = 12

const BACKGROUND = '#11151c'
const FOREGROUND = '#d6dbe4'
/** The sixteen colours of a terminal, the bright ones last. */
const palette = [
  ...['#3b4252', '#e06c75', '#8cc570', '#d8b45f', '#6aa5e8', '#c38ae6', '#5bb8c4', '#c8ccd4'],
  ...['#7a8290', '#ff7b85', '#a6e07f', '#f4d06f', '#82b8ff', '#dba2ff', '#6fd8e4', '#ffffff'],
]

interface Look {
  color: string
  background: string
  style: string
}

/** What a terminal shows, as a picture: text stays text, and strokes meet whatever the reader's font is. */
export function svgOf({ buffer, cols, rows }: Terminal, title: string): string {
  const width = cols * W + 2 * MARGIN
  const height = rows * H + 2 * MARGIN
  const body: string[] = []
  for (let row = 0; row < rows; row += 1) {
    const line = buffer.active.getLine(buffer.active.baseY + row)!
    for (const run of runsOf((column) => line.getCell(column)!, cols)) body.push(...drawn(run, row))
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fixed(width)} ${height}" width="${fixed(width)}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${SIZE}">`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

interface Run extends Look {
  column: number
  cells: number
  text: string
}

/** Neighbouring cells of the same looks; a character that a font may draw at another width stands alone. */
function runsOf(cellAt: (column: number) => IBufferCell, cols: number): Run[] {
  const runs: Run[] = []
  for (let column = 0; column < cols; column += 1) {
    const cell = cellAt(column)
    const cells = cell.getWidth()
    if (cells === 0) continue
    const look = lookOf(cell)
    const text = cell.getChars() || ' '
    const last = runs.at(-1)
    if (
      last &&
      isPlain(text) === isPlain(last.text) &&
      (isPlain(text) || last.text.startsWith(text)) &&
      same(last, look)
    ) {
      last.text += text
      last.cells += cells
    } else runs.push({ ...look, column, cells, text })
  }
  return runs
}

const isPlain = (text: string) => /^[ -~]+$/.test(text)
const same = (a: Look, b: Look) => a.color === b.color && a.background === b.background && a.style === b.style

function lookOf(cell: IBufferCell): Look {
  const own = cell.isFgRGB() ? hex(cell.getFgColor()) : cell.isFgPalette() ? colorOf(cell.getFgColor()) : FOREGROUND
  const behind = cell.isBgRGB() ? hex(cell.getBgColor()) : cell.isBgPalette() ? colorOf(cell.getBgColor()) : BACKGROUND
  const style = [
    cell.isBold() ? ' font-weight="bold"' : '',
    cell.isItalic() ? ' font-style="italic"' : '',
    cell.isUnderline() ? ' text-decoration="underline"' : '',
    cell.isDim() ? ' opacity="0.62"' : '',
  ].join('')
  return cell.isInverse() ? { color: behind, background: own, style } : { color: own, background: behind, style }
}

const hex = (color: number) => `#${color.toString(16).padStart(6, '0')}`
const colorOf = (index: number) => palette[index] ?? FOREGROUND

function drawn({ column, cells, text, color, background, style }: Run, row: number): string[] {
  const [x, y] = [MARGIN + column * W, MARGIN + row * H]
  const box = `x="${fixed(x)}" y="${fixed(y)}" width="${fixed(cells * W)}" height="${H}"`
  const behind = background === BACKGROUND ? [] : [`<rect ${box} fill="${background}"/>`]
  if (text.trim() === '') return behind
  const strokes = pathOf(text, x, y, cells)
  if (strokes)
    return [
      ...behind,
      `<path d="${strokes.d}" fill="none" stroke="${color}" stroke-width="${strokes.heavy ? 2 : 1}"${style}/>`,
    ]
  const lead = text.length - text.trimStart().length
  const shown = text.trim()
  const length = isPlain(text) ? ` textLength="${fixed(shown.length * W)}"` : ''
  return [
    ...behind,
    `<text x="${fixed(x + lead * W)}" y="${fixed(y + 13.5)}" fill="${color}"${style}${length}>${escaped(shown.replaceAll(' ', '\u00a0'))}</text>`,
  ]
}

/** Which edges of its cell a stroke leads to, and whether it is a heavy one. */
const strokes: Record<string, [edges: string, heavy: boolean]> = {
  '─': ['lr', false],
  '│': ['tb', false],
  '╭': ['rb', false],
  '╮': ['lb', false],
  '╰': ['rt', false],
  '╯': ['lt', false],
  '━': ['lr', true],
  '┃': ['tb', true],
  '┏': ['rb', true],
  '┓': ['lb', true],
  '┗': ['rt', true],
  '┛': ['lt', true],
}

function pathOf(text: string, x: number, y: number, cells: number): { d: string; heavy: boolean } | undefined {
  const [edges, heavy] = strokes[text[0]!] ?? []
  if (edges === undefined) return undefined
  const middle = y + H / 2
  if (edges === 'lr') return { d: `M${fixed(x)} ${middle}h${fixed(cells * W)}`, heavy: heavy! }
  const d = Array.from(text, (_, at) => {
    const center = x + (at + 0.5) * W
    const to = { l: `H${fixed(x + at * W)}`, r: `H${fixed(x + (at + 1) * W)}`, t: `V${y}`, b: `V${y + H}` }
    return [...edges].map((edge) => `M${fixed(center)} ${middle}${to[edge as keyof typeof to]}`).join('')
  })
  return { d: d.join(''), heavy: heavy! }
}

const fixed = (value: number) => String(Math.round(value * 100) / 100)

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
