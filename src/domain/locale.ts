import { type Locale, locales } from '../protocol/index.ts'

/** ER4: the first language of an `Accept-Language` header that texts exist in, by its weights; else the configured one. */
export function preferredLocale(header: string | undefined, fallback: Locale): Locale {
  if (!header) return fallback
  let best = fallback
  let bestWeight = 0
  for (const part of header.split(',')) {
    const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
    const locale = locales.find((known) => range === known || range.startsWith(`${known}-`))
    const weight = weightOf(parameters)
    if (locale && weight > bestWeight) {
      best = locale
      bestWeight = weight
    }
  }
  return best
}

function weightOf(parameters: string[]): number {
  const q = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='))
  const weight = q === undefined ? 1 : Number(q.slice(2))
  return weight >= 0 && weight <= 1 ? weight : 0
}
