import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Store } from '../../ports/store.ts'
import type { UnsubscribeUrls } from '../../ports/unsubscribe-urls.ts'
import { type Locale, Refusal } from '../../protocol/index.ts'
import { localeOf } from '../errors.ts'

const texts = {
  en: {
    ask: 'Stop mails about new messages?',
    button: 'Stop them',
    done: 'Done. You will get no more of these mails.',
  },
  ru: {
    ask: 'Больше не присылать письма о новых сообщениях?',
    button: 'Не присылать',
    done: 'Готово. Таких писем больше не будет.',
  },
}

/** No other site may frame the button, and the address, which is a key, is told to nobody. */
const guarded = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/**
 * EM3: ends the mails of a user with one click (RFC 8058). Only POST changes anything: programs that look for harmful
 * links follow every GET.
 */
export function unsubscribeRoute(server: FastifyInstance, store: Store, urls: UnsubscribeUrls, fallback: Locale): void {
  server.register(async (scope) => {
    // What a mail program posts is not needed: the address says it all.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, async () => ({}))
    scope.get('/unsubscribe', async (request, reply) => {
      userOf(request, urls)
      return reply
        .headers(guarded)
        .type('text/html')
        .send(page(request, fallback, false))
    })
    scope.post('/unsubscribe', async (request, reply) => {
      const id = userOf(request, urls)
      await store.users.update(id, { email_notifications: false })
      return reply
        .headers(guarded)
        .type('text/html')
        .send(page(request, fallback, true))
    })
  })
}

function userOf(request: FastifyRequest, urls: UnsubscribeUrls): number {
  const { u, s } = request.query as Record<string, unknown>
  const id = urls.check(String(u), String(s))
  if (id === undefined) throw new Refusal('not_found')
  return id
}

function page(request: FastifyRequest, fallback: Locale, done: boolean): string {
  const locale = localeOf(request, fallback)
  const say = texts[locale]
  const body = done
    ? `<p>${say.done}</p>`
    : `<form method="post"><p>${say.ask}</p><button>${say.button}</button></form>`
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>dialogd</title>
<body style="font:16px system-ui;margin:15vh auto;max-width:24rem;padding:0 1rem;text-align:center">${body}</body></html>
`
}
