import { Parser } from '@asyncapi/parser'
import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { documentText } from '../../src/contracts/documents.ts'
import type { EventTable } from '../../src/contracts/frames.ts'
import { documentNames } from '../../src/contracts/rest/docs.ts'
import { events, Message } from '../../src/protocol/index.ts'
import { publishedText as committed } from '../support/published.ts'

test('the committed documents are what the schemas say; if not, run `npm run contracts`', () => {
  for (const name of documentNames) {
    expect(committed(name) === documentText(name), `docs/${name} has drifted`).toBe(true)
  }
})

/** The protocol with one thing changed, without the documents being made anew. */
const changed: Record<string, EventTable> = {
  'a field of a request': {
    ...events,
    'dialogs.load': {
      ...events['dialogs.load'],
      request: events['dialogs.load'].request.extend({ archived: z.boolean() }),
    },
  },
  'a field of a shape': {
    ...events,
    'dialogs.messages.seen': { ...events['dialogs.messages.seen'], data: Message.extend({ pinned: z.boolean() }) },
  },
  'what a field means': {
    ...events,
    'dialogs.messages.seen': { ...events['dialogs.messages.seen'], summary: 'Mark a message unread.' },
  },
  'an error': { ...events, 'dialogs.load': { ...events['dialogs.load'], errors: ['uid_conflict'] } },
  'a push': { ...events, 'dialogs.load': { ...events['dialogs.load'], pushes: ['dialogs.load'] } },
  'an event': { ...events, 'dialogs.archive': { ...events['dialogs.load'], name: 'dialogs.archive' } },
}

test.each(Object.keys(changed))('%s that changes without the documents being made anew is noticed', (what) => {
  for (const name of ['asyncapi.json', 'asyncapi.yaml'] as const) {
    expect(documentText(name, changed[what])).not.toBe(committed(name))
  }
})

test('a field added to a schema in place is noticed in both documents', () => {
  const { shape } = Message._zod.def
  const added = shape as Record<string, z.ZodType>
  try {
    added.pinned = z.boolean()
    for (const name of documentNames) expect(documentText(name)).not.toBe(committed(name))
  } finally {
    delete added.pinned
  }
})

test('the AsyncAPI document passes the parser of the AsyncAPI initiative without an error or a warning', async () => {
  for (const name of ['asyncapi.json', 'asyncapi.yaml']) {
    const { document, diagnostics } = await new Parser().parse(committed(name))
    // 3.0 is what generators know; that there is a 3.1 is said as information.
    expect(diagnostics.filter(({ code }) => code !== 'asyncapi-latest-version')).toEqual([])
    expect(document?.version()).toBe('3.0.0')
  }
})

test('the OpenAPI document passes a validator of OpenAPI 3.1', async () => {
  for (const name of ['openapi.json', 'openapi.yaml']) {
    const validator = new Validator()
    expect(await validator.validate(parse(committed(name)))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  }
})

test('JSON and YAML say the same, and nothing in them tells that they come from zod', () => {
  for (const kind of ['asyncapi', 'openapi']) {
    const json = committed(`${kind}.json`)
    expect(parse(committed(`${kind}.yaml`))).toEqual(JSON.parse(json))
    expect(json).not.toMatch(/zod|~standard|"\$schema"|"\$id"|__schema/)
  }
})
