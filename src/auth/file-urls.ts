import type { FileUrls } from '../ports/file-urls.ts'
import type { Clock } from '../ports/runtime.ts'
import type { Signer } from './signatures.ts'

const DAY_MS = 86_400_000

/**
 * `<base>/files/<id>?e=<expiry, seconds>&s=<signature>`. The blob's key is signed with the id, so that a URL is worth
 * nothing when a restored backup gives the id to another file. `base` is asked for late: a port may be known late.
 */
export function createFileUrls(signer: Signer, clock: Clock, base: () => string): FileUrls {
  return {
    mint({ id, key }) {
      const expires = ((Math.floor(clock.now() / DAY_MS) + 2) * DAY_MS) / 1_000
      return `${base()}/files/${id}?e=${expires}&s=${signer.sign('file', id, key, expires)}`
    },
    check({ id, key }, { expires, signature }) {
      const seconds = /^[1-9]\d{0,11}$/.test(expires) ? Number(expires) : 0
      const genuine = signer.verify(signature, 'file', id, key, seconds)
      return genuine && clock.now() < seconds * 1_000 ? seconds * 1_000 : undefined
    },
  }
}
