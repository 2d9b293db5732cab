import { escapeHtml } from './escape.ts'

/**
 * What a link may point to. Anchored at the first character, so whitespace, control characters and
 * entities before or inside the scheme make it another scheme, and that is refused. The host is asked for
 * because `https:path` is a relative address in a browser.
 */
const ALLOWED = /^(?:https?:\/\/[^\s/?#\\]|mailto:[^\s]|tel:[^\s])/i

/** The address as it may stand in `href`, percent-encoded, or null where MD3 does not allow a link. */
export function safeHref(href: string): string | null {
  if (!ALLOWED.test(href)) return null
  try {
    // encodeURI also encodes the % of what was encoded already.
    return encodeURI(href).replace(/%25/g, '%')
  } catch {
    return null // a lone surrogate
  }
}

/** An anchor around `label`, which is HTML already (MD3). `href` is an answer of `safeHref`. */
export function anchor(href: string, title: string | null | undefined, label: string): string {
  const titled = title ? ` title="${escapeHtml(title)}"` : ''
  return `<a href="${escapeHtml(href)}"${titled} rel="noopener noreferrer nofollow" target="_blank">${label}</a>`
}
