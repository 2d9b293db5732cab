import { allActions, keyLabel } from './keys.ts'

/** The table of docs/tui.md: every action with its key. */
export const keysTable = (): string =>
  [
    '| key | where | what |',
    '|---|---|---|',
    ...allActions().map(({ key, title, when: { places, typing } }) => {
      const all = places === undefined || places.length === 10
      const where = all ? 'everywhere' : places.join(', ')
      const only = typing === undefined ? '' : typing ? ', while typing' : ', not while typing'
      return `| ${code(keyLabel(key))} | ${where}${only} | ${title} |`
    }),
  ].join('\n')

const code = (key: string) => (key === '|' ? '`\\|`' : `\`${key}\``)
