import { expect, test } from 'vitest'
import { heard, said, violations } from '../support/contract.ts'

const found = () => violations.splice(0).map((text) => text.slice(0, text.indexOf(' (')))
const count = { type: 'ws_send', event: 'notifications.dialogs.count', data: 1 }
const refusal = { type: 'ws_send', event: 'error', data: 'No.', exception: true, code: 'bad_json' }

test('[FR1] [ER1] a frame that the published document does not allow is noticed', () => {
  for (const frame of [count, { ...count, request_id: 'x' }, refusal]) heard(JSON.stringify(frame))
  expect(found()).toEqual([])
  const wrong = [
    { ...count, data: -1 },
    { ...count, data: '1' },
    { ...count, type: 'message' },
    { ...count, extra: true },
    { ...count, event: 'dialogs.load' },
    { ...count, event: 'no.such.event' },
    { ...refusal, code: 'no_such_code' },
    { ...refusal, code: 'reviewer_missing' },
    { ...refusal, data: {} },
  ]
  for (const frame of wrong) {
    heard(JSON.stringify(frame))
    expect(found(), JSON.stringify(frame)).toEqual(['the server sent what the AsyncAPI document does not allow'])
  }
})

test('[FR1] [ER2] a request is allowed by the published document exactly where the server accepts it', () => {
  const requests = [
    { event: 'dialogs.load' },
    { event: 'dialogs.load', limit: null, offset: 0, unknown: 1 },
    { event: 'dialogs.load', limit: 0 },
    { event: 'dialogs.load', limit: 1_000 },
    { event: 'dialogs.load', limit: '20' },
    { event: 'dialogs.load', offset: -1 },
    { event: 'dialogs.load', offset: 2 ** 53 },
    { event: 'dialogs.load', request_id: 'x'.repeat(64) },
    { event: 'dialogs.load', request_id: 'x'.repeat(65) },
    { event: 'dialogs.load', request_id: true },
    { event: 'dialogs.messages.load' },
    { event: 'dialogs.messages.load', dialog_id: 0 },
    { event: 'dialogs.messages.load', dialog_id: 1.5 },
    { event: 'dialogs.messages.load', dialog_id: 1, after_seq: 0 },
    { event: 'dialogs.messages.load', dialog_id: 1, before_seq: 0 },
    { event: 'dialogs.messages.create', dialog_id: 1 },
    { event: 'dialogs.messages.create', dialog_id: 1, uid: '' },
    { event: 'dialogs.messages.create', dialog_id: 1, uid: 'x'.repeat(65) },
    { event: 'dialogs.messages.create', dialog_id: 1, lesson_id: -5, file_id: null },
    { event: 'dialogs.messages.seen', dialog_id: 1, message_id: 1, up_to: 'yes' },
    { event: 'notifications.dialogs.count' },
  ]
  for (const request of requests) said(JSON.stringify(request))
  expect(found()).toEqual([])
})
