/** What is looked at of a request's headers. */
export interface TokenHeaders {
  authorization?: string | undefined
}

const socketPaths = new Set(['/ws', '/ws/', '/ws/token', '/ws/token/'])

/** Whether a path (without its query) is the socket's (CN1); `/ws/token` is the historical form (AU1). */
export const isSocketPath = (pathname: string): boolean => socketPaths.has(pathname)

/**
 * The token of a request (AU1): from a socket's URL, `/ws/?token=<jwt>` or the historical `/ws/token?=<jwt>`; else from
 * an `Authorization: Bearer <jwt>` or `Authorization: JWT <jwt>` header. What is found may be anything; never throws.
 */
export function tokenOf(url: string, headers: TokenHeaders): string | undefined {
  return fromUrl(url) || fromHeader(headers.authorization ?? '') || undefined
}

/** Only sockets take a token by URL: browsers cannot give them a header, and a link to elsewhere must not sign in. */
function fromUrl(url: string): string | undefined {
  const { path, query } = split(url)
  if (query === undefined || !isSocketPath(path)) return undefined
  const pairs = query.split('&').map(pairOf)
  const named = (name: string) => pairs.find(([key, value]) => key === name && value !== '')?.[1]
  return named('token') ?? named('')
}

function fromHeader(authorization: string): string {
  const [scheme] = /^(?:bearer|jwt)[ \t]/i.exec(authorization) ?? []
  return scheme ? authorization.slice(scheme.length).trim() : ''
}

/**
 * A URL as it may be logged (AU7): the token is `***`, and so is the whole query where it holds anything but a token
 * and `ext`, since a client that misspells `token` sends one all the same. So are parts of the path that are no names.
 */
export function withoutToken(url: string): string {
  const { origin, path, query } = split(url)
  const names = path.split('/').map((segment) => (isName(segment) ? segment : '***'))
  const shown = origin.replace(/\/\/.*@/, '//***@') + names.join('/')
  return query === undefined ? shown : `${shown}?${maskedQuery(query)}`
}

/** A short one: signatures have 32 characters and more, and a JWT begins with `{"` in base64url. */
const isName = (segment: string): boolean => /^[\w.-]{0,24}$/.test(segment) && !segment.includes('eyJ')

function maskedQuery(query: string): string {
  const masked = query.split('&').map((pair) => {
    if (/^ext=[a-z,]{0,40}$/.test(pair)) return pair
    const [, name] = /^(token|)=/.exec(pair) ?? []
    return name === undefined ? undefined : `${name}=***`
  })
  return masked.includes(undefined) ? '***' : masked.join('&')
}

/** A URL, absolute or not, in parts; `query` is undefined where there is no `?`. A fragment is dropped. */
function split(url: string): { origin: string; path: string; query: string | undefined } {
  const [whole = ''] = url.split('#', 1)
  const [origin = ''] = /^[a-z]{1,8}:\/\/[^/?]*/i.exec(whole) ?? []
  const rest = whole.slice(origin.length)
  const mark = rest.indexOf('?')
  return mark < 0
    ? { origin, path: rest, query: undefined }
    : { origin, path: rest.slice(0, mark), query: rest.slice(mark + 1) }
}

function pairOf(pair: string): [key: string, value: string] {
  const mark = pair.indexOf('=')
  return mark < 0 ? [decoded(pair), ''] : [decoded(pair.slice(0, mark)), decoded(pair.slice(mark + 1))]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
