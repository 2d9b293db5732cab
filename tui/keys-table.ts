import { places as all, allActions, keyLabel } from './keys.ts'

/** The table of docs/tui.md: every action with its key. */
export const keysTable = (): string =>
  [
    '| key | where | what |',
    '|---|---|---|',
    ...allActions().map(({ key, title, when: { places, typing } }) => {
      const isAll = places === undefined || places.length === all.length
      const where = isAll ? 'everywhere' : places.join(', ')
      const only = typing === undefined ? '' : typing ? ', while typing' : ', not while typing'
      return `| ${code(keyLabel(key))} | ${where}${only} | ${title} |`
    }),
  ].join('\n')

const code = (key: string) => (key === '|' ? '`\\|`' : `\`${key}\``)
