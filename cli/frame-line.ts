/** A frame as it came, unless it would break the lines of NDJSON. */
export function oneLine(text: string): string {
  try {
    const json: unknown = JSON.parse(text)
    return /[\0-\x1f]/.test(text) ? JSON.stringify(json) : text
  } catch {
    return JSON.stringify(text)
  }
}
