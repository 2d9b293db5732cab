import { Failure } from './failure.ts'

/** One record of a CSV file, and the line it begins on. */
export interface CsvRow {
  line: number
  cells: string[]
}

/**
 * Reads CSV as RFC 4180 has it: quoted cells may hold the separator, line breaks and doubled quotes. A byte order
 * mark, `\n` alone, empty lines and `;` as the separator (Excel in many countries) are understood.
 */
export function parseCsv(text: string, name: string): CsvRow[] {
  const source = text.replace(/^\ufeff/, '')
  const header = /^[^\r\n]*/.exec(source)![0]
  const separator = header.includes(';') && !header.includes(',') ? ';' : ','
  const cell = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^"${separator}\\r\\n]*))(${separator}|\\r?\\n|\\r|$)`, 'y')
  const rows: CsvRow[] = []
  let line = 1
  let row: CsvRow = { line, cells: [] }
  while (cell.lastIndex < source.length || row.cells.length > 0) {
    const found = cell.exec(source)
    if (!found) throw new Failure('usage', 'csv_syntax', { name, line })
    const [whole, quoted, plain = '', end = ''] = found
    row.cells.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'))
    line += whole.split(/\r\n|\r|\n/).length - 1
    if (end === separator) continue
    if (row.cells.some((value) => value !== '')) rows.push(row)
    row = { line, cells: [] }
  }
  return rows
}
