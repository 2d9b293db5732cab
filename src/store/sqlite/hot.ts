import { is, Param, Placeholder } from 'drizzle-orm'
import type { Db } from './open.ts'

/** A query as drizzle has built it. */
interface Built {
  toSQL(): { sql: string; params: unknown[] }
}

type Values = Record<string, unknown>

/**
 * Prepares a drizzle query for the path that every message takes: the SQL is built once, values are bound by position
 * and rows come as SQLite gives them, without drizzle's mapping. Columns are named after themselves, so the query must
 * not select two of the same name; booleans come as 0 and 1.
 */
export function hot<Row = never>(db: Db, query: Built) {
  const { sql, params } = query.toSQL()
  const statement = db.$client.prepare(sql)
  // What a parameter is bound to: the value of that name, or a constant of the query's own.
  const bindings = params.map((param) => {
    const value = is(param, Param) ? param.value : param
    return is(value, Placeholder) ? { name: value.name } : { constant: value }
  })
  const bind = (values: Values): unknown[] => {
    const bound: unknown[] = []
    for (const { name, constant } of bindings) bound.push(name === undefined ? constant : values[name])
    return bound
  }
  return {
    run: (values: Values) => statement.run(bind(values)),
    get: (values: Values) => statement.get(bind(values)) as Row | undefined,
    all: (values: Values) => statement.all(bind(values)) as Row[],
  }
}
