const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

/** An extended value (RFC 8187): encodeURIComponent leaves `'()*` as they are, which may not stand there. */
const extended = (text: string): string =>
  `UTF-8''${encodeURIComponent(text.toWellFormed()).replace(/['()*]/g, percent)}`

/**
 * The value of `Content-Disposition` for a name of any characters (RFC 6266): one in plain ASCII, in which whatever
 * readers disagree on is `_`, and beside it the name itself where the two differ.
 */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = [...name].map((character) => (/^[ !#$&-[\]-~]$/.test(character) ? character : '_')).join('')
  return `${kind}; filename="${ascii}"${ascii === name ? '' : `; filename*=${extended(name)}`}`
}
