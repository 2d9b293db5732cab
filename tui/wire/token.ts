/** The address with the token in it (AU1); whoever prints an address prints the one without (AU7). */
export function withToken(url: string, token: string): URL {
  const address = new URL(url)
  address.searchParams.set('token', token)
  return address
}

/** The `user_id` that a token claims (AU2), unverified; undefined for what is no token, as a tester may use on purpose. */
export function userOf(token: string): number | undefined {
  const id = Number(claimsOf(token).user_id)
  return Number.isSafeInteger(id) && id > 0 ? id : undefined
}

/** The address that a token claims (AU2), unverified. */
export function emailOf(token: string): string | undefined {
  const { email } = claimsOf(token)
  return typeof email === 'string' && email !== '' ? email : undefined
}

function claimsOf(token: string): { user_id?: unknown; email?: unknown } {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? claims : {}
  } catch {
    return {}
  }
}
