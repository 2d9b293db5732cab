import { describe, expect, test } from 'vitest'
import { isSocketPath, tokenOf, withoutToken } from '../../src/auth/bearer.ts'
import { forge, holdsPieceOf } from './forge.ts'

const token = forge()
const other = forge({ payload: { user_id: 8, exp: 1 } })
const [, payload, signature] = token.split('.')

describe('where the token is', () => {
  test.each([
    [`/ws/?token=${token}`],
    [`/ws?token=${token}`],
    [`/ws/token?=${token}`],
    [`/ws/token/?=${token}`],
    [`/ws/token?token=${token}`],
    [`/ws/?=${token}`],
    [`/ws/?ext=counts,presence&token=${token}`],
    [`/ws/?token=${token}&ext=hello`],
    [`/ws/?token=${token}#top`],
    [`/ws/?token=${token.replaceAll('.', '%2E')}`],
    [`/ws/?%74oken=${token}`],
    [`/ws/?token=&token=${token}`],
    [`/ws/?=x&token=${token}`],
    [`ws://localhost:8000/ws/?token=${token}`],
    [`wss://0.0.0.0:8000/ws/token?=${token}`],
  ])('[AU1] in the URL %#', (url) => {
    expect(tokenOf(url, {})).toBe(token)
  })

  test.each([`Bearer ${token}`, `JWT ${token}`, `bearer ${token}`, `jwt  ${token}`, `BEARER\t${token} `])(
    '[AU1] in the Authorization header %#',
    (authorization) => {
      expect(tokenOf('/ws/', { authorization })).toBe(token)
      expect(tokenOf('/api/dialogs/new-message/', { authorization })).toBe(token)
    },
  )

  test('[AU1] the URL is asked before the header', () => {
    const headers = { authorization: `Bearer ${other}` }
    expect(tokenOf(`/ws/?token=${token}`, headers)).toBe(token)
    expect(tokenOf(`/ws/token?=${token}`, headers)).toBe(token)
    expect(tokenOf('/ws/?token=', headers)).toBe(other)
    expect(tokenOf('/ws/?ext=hello', headers)).toBe(other)
  })

  test('[AU1] the URL of anything but the socket gives no token', () => {
    expect(tokenOf(`/api/files/?token=${token}`, {})).toBeUndefined()
    expect(tokenOf(`/api/files/?token=${token}`, { authorization: `JWT ${other}` })).toBe(other)
  })

  test.each([
    '/ws/',
    '/ws/?',
    '/ws/?token',
    '/ws/?token=',
    '/ws/?tok=x',
    '/ws/token?',
    '/ws/token?=',
    '',
    '?',
    '&=&',
    '%',
  ])('[AU1] nowhere in %j', (url) => {
    expect(tokenOf(url, {})).toBeUndefined()
  })

  test.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', `${token}`, `Bearer${token}`, `Token ${token}`])(
    '[AU1] not in another header %#',
    (authorization) => {
      expect(tokenOf('/ws/', { authorization })).toBeUndefined()
    },
  )

  test('[AU1] a malformed percent escape is taken as it is written', () => {
    expect(tokenOf('/ws/?token=%zz', {})).toBe('%zz')
    expect(tokenOf('/ws/?%E0%A4%A=1&token=a%', {})).toBe('a%')
  })
})

test('[AU1] the socket is at /ws and at the historical /ws/token, with and without the slash', () => {
  for (const path of ['/ws', '/ws/', '/ws/token', '/ws/token/']) expect(isSocketPath(path)).toBe(true)
  for (const path of ['/', '', '/WS', '/ws//', '/ws/tokens', '/ws/token?', '/wss', '/api/ws']) {
    expect(isSocketPath(path)).toBe(false)
  }
})

describe('what of a URL may be logged', () => {
  test.each([
    [`/ws/?token=${token}`, '/ws/?token=***'],
    [`/ws/token?=${token}`, '/ws/token?=***'],
    [`/ws/?token=${token}&ext=counts,hello`, '/ws/?token=***&ext=counts,hello'],
    [`/ws/?ext=counts&token=${token}&token=${other}`, '/ws/?ext=counts&token=***&token=***'],
    [`wss://0.0.0.0:8000/ws/token?=${token}`, 'wss://0.0.0.0:8000/ws/token?=***'],
    ['/ws/', '/ws/'],
    ['/healthz', '/healthz'],
    ['/api/dialogs/new-message/', '/api/dialogs/new-message/'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['', ''],
  ])('[AU7] everything but the token %#', (url, logged) => {
    expect(withoutToken(url)).toBe(logged)
  })

  test.each([
    `/ws/?jwt=${token}`,
    `/ws/?${token}`,
    `/ws/?Token=${token}`,
    `/ws/?%74oken=${token}`,
    `/ws/?token=${payload}&rest=${signature}`,
    `/ws/?token=a;token=${token}`,
    `/ws/?token=a?token=${token}`,
    `/ws/?ext=${token}`,
    `/ws/?ext=hello&access_token=${token}`,
    `/ws/?token%3D${token}`,
    `/ws/?TOKEN=${token}&token=${token}`,
    `/ws/?=a&=${token}`,
    `/ws/?token=${encodeURIComponent(`${token} `)}%`,
    `/ws/#token=${token}`,
    `/ws/?token=x#${token}`,
    `/ws/token=${token}`,
    `/ws/${token}`,
    `/ws/token/${token}/`,
    `/ws/%3Ftoken=${token}`,
    `/ws/${signature}`,
    `/ws/${signature?.slice(0, 32)}`,
    `//${token}`,
    `wss://user:${token}@host/ws/`,
    `wss://a@b:${token}@host/ws/?token=${token}`,
    token,
  ])('[AU7] no misspelling shows a token %#', (url) => {
    expect(holdsPieceOf(withoutToken(url), token)).toBe(false)
  })
})
