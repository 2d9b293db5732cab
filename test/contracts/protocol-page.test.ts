import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closeCodes, type EventName, events, frameErrors, requestErrors } from '../../src/protocol/index.ts'
import { heard, said } from '../support/contract.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8')
const lines = (mark: string): string[] =>
  [...page.matchAll(new RegExp(`^ +${mark} (\\{.*)$`, 'gm'))].map(([, text]) => text!)

test('every frame on the page of the protocol is one that the published document allows', () => {
  expect(Math.min(lines('<').length, lines('>').length)).toBeGreaterThan(4)
  for (const text of lines('<')) heard(text)
  for (const text of lines('>')) {
    said(text)
    const { event, ...fields } = JSON.parse(text) as { event: EventName }
    expect(events[event].request.safeParse(fields).success, text).toBe(true)
  }
})

test('[ER2] [CL] the page of the protocol names every event, every error of the socket and every close code', () => {
  const all = Object.values(events)
  const codes = [...frameErrors, ...requestErrors, ...all.flatMap(({ errors }) => errors)]
  const names = [...all.map(({ name }) => name), ...codes].map((name) => `\`${name}\``)
  expect(names.filter((name) => !page.includes(name))).toEqual([])
  expect(Object.keys(closeCodes).filter((code) => !new RegExp(`^\\|[^|]*\\b${code}\\b`, 'm').test(page))).toEqual([])
})
