/** A whole JSON string with the colon that makes it a key, or the bound of an object. */
const stringOrBound = /"[^"\\]*(?:\\.[^"\\]*)*"[ \t\n\r]*(:?)|[{}]/g

/**
 * Whether any object in a text of valid JSON names a key twice, in whatever spelling (`"a"`, `"\u0061"`).
 *
 * It reads the text itself rather than count what `JSON.parse` kept: after an object with a key of backslashes, V8
 * reads some escaped keys wrong (nodejs/node#63785), so two equal keys may come out as different ones. What is read
 * wrong has a backslash in it and is thus none of our claims: such a token can only be refused for it, not accepted.
 */
export function repeatsKey(text: string): boolean {
  const open: Set<string>[] = []
  for (const [found, colon] of text.matchAll(stringOrBound)) {
    if (found === '{') open.push(new Set())
    else if (found === '}') open.pop()
    else if (colon) {
      const keys = open.at(-1)
      const key = unescaped(found.slice(0, found.lastIndexOf('"') + 1))
      if (keys?.has(key)) return true
      keys?.add(key)
    }
  }
  return false
}

/** A quoted string in one spelling; alone, outside an object, `JSON.parse` reads it right. */
const unescaped = (quoted: string): string => (quoted.includes('\\') ? JSON.parse(quoted) : quoted.slice(1, -1))
