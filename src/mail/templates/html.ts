import type { Message } from '../../protocol/index.ts'
import { type MailContent, nameOf } from '../compose.ts'
import { words } from './words.ts'

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!)

// Mail programs know tables and inline styles, and little else; the dark colours are for those that know a style sheet.
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const styleSheet = `
@media (prefers-color-scheme: dark) {
  .page { background: #16181d !important }
  .card { background: #22252c !important; border-color: #363a44 !important }
  .ink { color: #e8eaf0 !important }
  .faint { color: #9aa1b0 !important }
  .card a { color: #8ab0ff !important }
}
.card a { color: #2f6fed }
.ink th, .ink td { border: 1px solid rgba(127,127,127,.4); padding: 4px 8px }
pre { background: rgba(127,127,127,.14); border-radius: 6px; padding: 10px; overflow-x: auto }
code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px }
blockquote { border-left: 3px solid #c5cad6; margin-left: 0; padding-left: 12px }
img { max-width: 100% }`

function card({ user, body, file, date_created }: Message, locale: MailContent['locale']): string {
  const when = new Date(date_created).toLocaleString(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  })
  const attached = file
    ? `<p style="font-size:15px;margin:12px 0 0"><a href="${escapeHtml(file.url)}" style="color:#2f6fed">${escapeHtml(words[locale].file)}: ${escapeHtml(file.file_name)}</a></p>`
    : ''
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="card" style="background:#fff;border:1px solid #e3e6ee;border-radius:10px;margin-bottom:12px"><tr><td style="padding:16px 20px">
<p class="faint" style="margin:0 0 8px;color:#6a7183;font-size:13px"><strong class="ink" style="color:#1c2333">${escapeHtml(nameOf(user))}</strong> · ${escapeHtml(when)} UTC</p>
<div class="ink" style="color:#1c2333;font-size:15px;line-height:1.5">${body}</div>${attached}
</td></tr></table>`
}

/** The HTML part. `body` of a message is safe already (MD); everything else is escaped here. */
export function html({ locale, subject, messages, more, open_url, unsubscribe_url }: MailContent): string {
  const say = words[locale]
  const preheader = escapeHtml(messages.at(-1)!.text_body.slice(0, 120))
  const earlier =
    more > 0 ? `<p class="faint" style="color:#6a7183;font-size:13px">${escapeHtml(say.more(more))}</p>` : ''
  const button = open_url
    ? `<p style="margin:20px 0"><a href="${escapeHtml(open_url)}" style="background:#2f6fed;border-radius:8px;color:#fff;display:inline-block;font-size:15px;font-weight:600;padding:11px 20px;text-decoration:none">${escapeHtml(say.open)}</a></p>`
    : ''
  return `<!doctype html>
<html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(subject)}</title><style>${styleSheet}</style></head>
<body class="page" style="background:#f4f6fa;margin:0;padding:0;${font}">
<div style="display:none;max-height:0;overflow:hidden">${preheader}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px"><tr><td style="${font}">
<h1 class="ink" style="color:#1c2333;font-size:18px;margin:0 0 16px">${escapeHtml(subject)}</h1>
${earlier}${messages.map((message) => card(message, locale)).join('\n')}
${button}<p class="faint" style="color:#6a7183;font-size:12px;line-height:1.5">${escapeHtml(say.why)}
<a href="${escapeHtml(unsubscribe_url)}" class="faint" style="color:#6a7183">${escapeHtml(say.unsubscribe)}</a></p>
</td></tr></table></td></tr></table></body></html>
`
}
