import { type MailContent, nameOf } from '../compose.ts'
import { words } from './words.ts'

/** The plain part: what was written, who wrote it, and how to stop it. */
export function text({ locale, messages, more, open_url, unsubscribe_url }: MailContent): string {
  const say = words[locale]
  const blocks = messages.map(({ user, text_body, file }) =>
    [`${nameOf(user)}:`, text_body, file ? `${say.file}: ${file.file_name} ${file.url}` : '']
      .filter(Boolean)
      .join('\n'),
  )
  if (more > 0) blocks.unshift(`(${say.more(more)})`)
  if (open_url) blocks.push(`${say.open}: ${open_url}`)
  return `${blocks.join('\n\n')}\n\n-- \n${say.why}\n${say.unsubscribe}: ${unsubscribe_url}\n`
}
