import type { UnsubscribeUrls } from '../ports/unsubscribe-urls.ts'
import type { Signer } from './signatures.ts'

/** `<base>/unsubscribe?u=<user>&s=<signature>`; it does not expire, because mails are kept. */
export function createUnsubscribeUrls(signer: Signer, base: () => string): UnsubscribeUrls {
  return {
    mint: (user_id) => `${base()}/unsubscribe?u=${user_id}&s=${signer.sign('unsubscribe', user_id)}`,
    check(user_id, signature) {
      const id = /^[1-9]\d{0,15}$/.test(user_id) ? Number(user_id) : 0
      return signer.verify(signature, 'unsubscribe', id) && id > 0 ? id : undefined
    },
  }
}
