/** The address with the token in it (AU1); whoever prints an address prints the one without (AU7). */
export function withToken(url: string, token: string): URL {
  const address = new URL(url)
  address.searchParams.set('token', token)
  return address
}

/** The `user_id` that a token claims (AU2), unverified; undefined for what is no token, as a tester may use on purpose. */
export function userOf(token: string): number | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const id = Number((claims as { user_id?: unknown }).user_id)
    return Number.isSafeInteger(id) && id > 0 ? id : undefined
  } catch {
    return undefined
  }
}
