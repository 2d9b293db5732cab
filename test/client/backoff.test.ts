import { expect, test } from 'vitest'
import { pauseAfter, pauseBefore, retryAfter } from '../../src/client/backoff.ts'

const most = { min_ms: 100, max_ms: 1_000, random: () => 1 }
const least = { ...most, random: () => 0 }
const broken = { code: 1006, reason: '' }

test('[CL] the pauses double up to a bound', () => {
  const bounds = [1, 2, 3, 4, 5, 20, 2_000].map((attempt) => pauseBefore(attempt, most))
  expect(bounds).toEqual([100, 200, 400, 800, 1_000, 1_000, 1_000])
})

test('[CL] a pause is random over the whole range from nothing to its bound', () => {
  expect([0, 0.25, 0.5, 0.999].map((number) => pauseBefore(3, { ...most, random: () => number }))).toEqual([
    0, 100, 200, 400,
  ])
  const drawn = Array.from({ length: 200 }, () => pauseBefore(10))
  expect(Math.max(...drawn)).toBeLessThanOrEqual(30_000)
  expect(new Set(drawn).size).toBeGreaterThan(100)
})

test('a pause is never longer than a timer can keep', () => {
  expect(pauseBefore(60, { max_ms: Number.POSITIVE_INFINITY, random: () => 1 })).toBe(2 ** 31 - 1)
})

test('[CL] 4429 is waited out in full, with a random pause on top', () => {
  const far = { code: 4429, reason: 'retry_after=1500' }
  expect(pauseAfter(far, 1, least)).toBe(1_500)
  expect(pauseAfter(far, 2, most)).toBe(1_700)
  expect(pauseAfter({ code: 4429, reason: 'far above the rate limit' }, 1, most)).toBe(100)
  expect(pauseAfter({ code: 1013, reason: 'retry_after=1500' }, 1, most)).toBe(100)
})

test('[CL] after 1012 everybody comes back over a longer time, as everybody was cut off', () => {
  expect(pauseAfter({ code: 1012, reason: 'shutdown' }, 1, most)).toBe(400)
  expect(pauseAfter({ code: 1012, reason: 'shutdown' }, 4, most)).toBe(800)
  expect(pauseAfter(broken, 1, most)).toBe(100)
})

test('[CL] a reason that is not a retry_after is none', () => {
  expect(retryAfter('retry_after=0')).toBe(0)
  const wrong = ['', 'slow reader', 'retry_after=', 'retry_after=-1', 'retry_after=1e9', 'x retry_after=1']
  expect(wrong.map(retryAfter)).toEqual(wrong.map(() => undefined))
})
