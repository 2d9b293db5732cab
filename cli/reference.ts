import type { Argument, Command, Option } from 'commander'

/** What docs/cli.md says of every command: how it is called, what it does, its options. `npm run docs:cli` writes it. */
export function reference(program: Command): string {
  const globals = `Options of every command:\n\n${table(program.options)}\n`
  return [globals, ...program.commands.flatMap((command) => sectionsOf(command, []))].join('\n')
}

function sectionsOf(command: Command, above: string[]): string[] {
  const words = [...above, command.name()]
  const inner = command.commands.flatMap((one) => sectionsOf(one, words))
  const takes = command.registeredArguments.map(shown)
  const isGroup = inner.length > 0 && command.options.length === 0
  const heading = `${'#'.repeat(above.length + 3)} ${words.join(' ')}\n`
  if (isGroup) return [`${heading}\n${sentence(command.description())}\n`, ...inner]
  const call = `    dialogd ${[...words, ...takes].join(' ')}\n`
  const options = command.options.length > 0 ? `\n${table(command.options)}\n` : ''
  return [`${heading}\n${sentence(command.description())}\n\n${call}${options}`, ...inner]
}

function shown(argument: Argument): string {
  const word = `${argument.name()}${argument.variadic ? '…' : ''}`
  return argument.required ? word : `[${word}]`
}

function table(options: readonly Option[]): string {
  const rows = options.map(({ flags, description, argChoices, mandatory }) => {
    const about = [description, argChoices?.join(', '), mandatory ? 'required' : ''].filter(Boolean).join('; ')
    return `| \`${cell(flags)}\` | ${cell(about)} |`
  })
  return ['| option | |', '|---|---|', ...rows].join('\n')
}

const cell = (text: string): string => text.replaceAll('|', '\\|')
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
