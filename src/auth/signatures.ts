import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Signs what a URL grants (file access, unsubscribing), so that nothing has to be remembered for it. A signature for
 * one purpose is worth nothing for another.
 */
export interface Signer {
  /** 32 base64url characters that prove that this server made these parts. */
  sign(purpose: string, ...parts: (string | number)[]): string
  verify(signature: string, purpose: string, ...parts: (string | number)[]): boolean
}

/** `secret` is kept apart from the one of the tokens: to renew one must not void the other. */
export function createSigner(secret: string): Signer {
  const sign: Signer['sign'] = (purpose, ...parts) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([purpose, ...parts]))
      .digest('base64url')
      .slice(0, 32)
  return {
    sign,
    verify(signature, purpose, ...parts) {
      const expected = Buffer.from(sign(purpose, ...parts))
      const given = Buffer.from(signature)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
