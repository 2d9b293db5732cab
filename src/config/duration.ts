const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** Milliseconds of `500ms`, `30s`, `1.5h`, `1d` …; undefined for anything else, and for what no timer can hold (a hundred years). */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,12}(?:\.\d{1,3})?)(ms|s|m|h|d|w)$/.exec(text.trim()) ?? []
  if (!number || !unit) return undefined
  const milliseconds = Math.round(Number(number) * units[unit as keyof typeof units])
  return milliseconds <= 36_525 * units.d ? milliseconds : undefined
}

/** The shortest text that `parseDuration` reads back. */
export function formatDuration(milliseconds: number): string {
  for (const unit of ['w', 'd', 'h', 'm', 's'] as const)
    if (milliseconds > 0 && milliseconds % units[unit] === 0) return `${milliseconds / units[unit]}${unit}`
  return `${milliseconds}ms`
}
