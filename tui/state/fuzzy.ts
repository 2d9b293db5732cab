/** How well `query` is found in `text`, letters in order: higher is better, undefined where it is not. */
export function fuzzyScore(query: string, text: string): number | undefined {
  const wanted = query.toLowerCase().replaceAll(' ', '')
  const within = text.toLowerCase()
  const whole = within.indexOf(query.toLowerCase().trim())
  if (whole >= 0) return 1_000 - whole
  let at = -1
  let score = 0
  for (const letter of wanted) {
    const next = within.indexOf(letter, at + 1)
    if (next < 0) return undefined
    if (next === at + 1) score += 5
    if (next === 0 || within[next - 1] === ' ') score += 10
    at = next
  }
  return score - within.length / 100
}

/** Those that fit, the best first; all of them for an empty query, in their order. */
export function fuzzy<T>(items: readonly T[], query: string, textOf: (item: T) => string): T[] {
  if (query.trim() === '') return [...items]
  return items
    .map((item) => ({ item, score: fuzzyScore(query, textOf(item)) }))
    .filter((one): one is { item: T; score: number } => one.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item)
}
