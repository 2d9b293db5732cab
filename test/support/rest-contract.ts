import { violations } from './contract.ts'
import { checks, published } from './published.ts'

interface Operation {
  responses: Record<string, { headers?: object; content?: Record<string, { examples?: object }> }>
}

const document = published<{ paths: Record<string, Record<string, Operation>> }>('openapi.json')
const check = checks(document, '2020-12')
const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** The documented path that a URL is of, with or without the trailing slash (HT3). */
function pathOf(url: string): string | undefined {
  const given = new URL(url).pathname.replace(/\/$/, '')
  return Object.keys(document.paths).find((path) =>
    new RegExp(`^${path.replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+')}$`).test(given),
  )
}

/**
 * Holds an answer to the committed OpenAPI document: its status, headers, type and body; the test fails at its end where
 * something is not documented. Returns which operation it was; undefined for what is none.
 */
export async function answered(method: string, response: Response): Promise<string | undefined> {
  const path = pathOf(response.url)
  const operation = path && document.paths[path]![method.toLowerCase()]
  if (!operation) return undefined
  const name = `${method} ${path}`
  const blame = (what: string) => violations.push(`${name} ${response.status}: ${what}`)

  const documented = operation.responses[response.status]
  if (!documented) {
    blame('the status is not in the OpenAPI document')
    return name
  }
  for (const header of Object.keys(documented.headers ?? {})) {
    if (!response.headers.has(header)) blame(`the header ${header} is documented and missing`)
  }
  const [type = ''] = (response.headers.get('content-type') ?? '').split(';')
  const media = documented.content?.[type] ?? documented.content?.['*/*']
  if (documented.content && !media) blame(`the type ${type} is not documented`)
  if (!media || type !== 'application/json') return name

  const body = (await response.clone().json()) as { code?: string }
  const at = `/paths/${escaped(path)}/${method.toLowerCase()}/responses/${response.status}/content/${escaped(type)}/schema`
  const wrong = check(at)(body)
  if (wrong) blame(wrong)
  if (!response.ok && !Object.hasOwn(media.examples ?? {}, body.code ?? ''))
    blame(`${body.code} is not documented here`)
  return name
}
