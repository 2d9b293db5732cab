/** How raw bytes go over the wire: as a binary frame, or as a text frame that need not be UTF-8. */
export type Opcode = 'binary' | 'text'

/** The bytes that hexadecimal digits stand for, white space aside; undefined where it is none. */
export function bytesOf(hex: string): Buffer | undefined {
  const digits = hex.replaceAll(/\s/g, '')
  return /^([0-9a-f]{2})*$/i.test(digits) ? Buffer.from(digits, 'hex') : undefined
}

export const hexOf = (text: string): string =>
  Buffer.from(text)
    .toString('hex')
    .replaceAll(/(..)(?=.)/g, '$1 ')

/** The text that bytes stand for; undefined where they are not UTF-8. */
export function textIn(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
