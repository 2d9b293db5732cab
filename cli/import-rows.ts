import type { NewUser } from '../src/ports/store.ts'
import type { Context } from './context.ts'
import { parseCsv } from './csv.ts'
import { Failure } from './failure.ts'
import { isEmail } from './values.ts'

/** One person of an import, as the file has them. */
export interface ImportRow {
  line: number
  user: Omit<NewUser, 'at'>
  /** An id or address; empty for nobody. */
  reviewer: string
}

const isId = (value: string) => /^[1-9]\d{0,14}$/.test(value)
const isText = (value: string) => value.length <= 200 && !/\p{Cc}/u.test(value)
const isSwitch = (value: string) => /^(?:on|off|true|false|yes|no|1|0)$/i.test(value)

/** What each column may hold; an empty cell is always allowed and means the default. */
const columns: Record<string, (value: string) => boolean> = {
  id: isId,
  email: isEmail,
  username: isText,
  first_name: isText,
  last_name: isText,
  reviewer: (value) => isId(value) || isEmail(value),
  email_notifications: isSwitch,
  locale: (value) => value === 'en' || value === 'ru',
}

/** Reads the whole file before anybody is added; refuses it with every line that is wrong. */
export function readImport(text: string, name: string, say: Context['say']): ImportRow[] {
  const [header, ...rows] = parseCsv(text, name)
  if (!header) throw new Failure('usage', 'csv_empty', { name })
  const names = header.cells.map((cell) => cell.toLowerCase())
  const odd = names.find((column, index) => !Object.hasOwn(columns, column) || names.indexOf(column) !== index)
  if (odd !== undefined) throw new Failure('usage', 'csv_columns', { name, column: JSON.stringify(odd) })

  const problems: string[] = []
  for (const { line, cells } of rows) {
    if (cells.length !== names.length) {
      problems.push(say('csv_cells', { line, got: cells.length, wanted: names.length }))
      continue
    }
    names.forEach((column, index) => {
      const value = cells[index]!
      if (value !== '' && !columns[column]!(value))
        problems.push(say('csv_value', { line, column, value: value.slice(0, 60) }))
    })
  }
  if (problems.length > 20) problems.splice(20, problems.length, '…')
  if (problems.length > 0) throw new Failure('usage', 'csv_rows', { name, problems: problems.join('\n  ') })
  return rows.map(({ line, cells }) =>
    toRow(line, Object.fromEntries(names.map((column, index) => [column, cells[index]!]))),
  )
}

function toRow(line: number, cell: Record<string, string>): ImportRow {
  const user: ImportRow['user'] = {
    email: cell.email || null,
    username: cell.username || null,
    first_name: cell.first_name ?? '',
    last_name: cell.last_name ?? '',
    email_notifications: !/^(?:off|false|no|0)$/i.test(cell.email_notifications ?? ''),
    locale: (cell.locale || null) as 'en' | 'ru' | null,
  }
  return { line, user: cell.id ? { ...user, id: Number(cell.id) } : user, reviewer: cell.reviewer ?? '' }
}
