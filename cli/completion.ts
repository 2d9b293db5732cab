import type { Command, Option } from 'commander'

/** What may follow one command: `at` is how the command is reached, each word with a space before it. */
interface Place {
  at: string
  commands: { name: string; about: string }[]
  options: { names: string[]; about: string; takesValue: boolean; choices: string[] }[]
}

/** Scripts for shells, made from the command tree. Each finds where it is by the words that name commands. */
export const completions = {
  bash(program: Command): string {
    const places = placesOf(program)
    return `# dialogd: eval "$(dialogd completion bash)"
_dialogd() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in ${known(places)}) at="$at $word" ;; esac
  done
  case "$at:$prev" in
${values(places, (choices) => `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur")); return`, 'return')}
  esac
  case $at in
${places
  .map(({ at, commands, options }) => {
    const words = [...commands.map(({ name }) => name), ...options.flatMap(({ names }) => names)]
    return `    ${quoted(at)}) COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur")) ;;`
  })
  .join('\n')}
  esac
}
complete -o default -F _dialogd dialogd
`
  },

  zsh(program: Command): string {
    const places = placesOf(program)
    return `#compdef dialogd
# dialogd: eval "$(dialogd completion zsh)", after compinit
_dialogd() {
  local at= word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in ${known(places)}) at="$at $word" ;; esac
  done
  case "$at:\${words[CURRENT-1]}" in
${values(places, (choices) => `compadd -- ${choices.map(quoted).join(' ')}; return`, '_files; return')}
  esac
  case $at in
${places
  .map(({ at, commands, options }) => {
    const words = [
      ...commands.map(({ name, about }) => quoted(`${name}:${about}`)),
      ...options.flatMap(({ names, about }) => names.map((name) => quoted(`${name}:${about}`))),
    ]
    return `    ${quoted(at)}) found=(${words.join(' ')}) ;;`
  })
  .join('\n')}
  esac
  _describe dialogd found
  _files
}
compdef _dialogd dialogd
`
  },

  fish(program: Command): string {
    const places = placesOf(program)
    const lines = places.flatMap(({ at, commands, options }) => {
      const here = `complete -c dialogd -n ${fishQuoted(`__dialogd_at ${fishQuoted(at)}`)}`
      return [
        ...commands.map(({ name, about }) => `${here} -f -a ${name} -d ${fishQuoted(about)}`),
        ...options.map(({ names, about, takesValue, choices }) => {
          const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
          const value = choices.length > 0 ? ` -x -a ${fishQuoted(choices.join(' '))}` : takesValue ? ' -r' : ''
          return `${here} ${flags.join(' ')}${value} -d ${fishQuoted(about)}`
        }),
      ]
    })
    return `# dialogd: dialogd completion fish | source
function __dialogd_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at $word"
      case ${places
        .filter(({ at }) => at !== '')
        .map(({ at }) => fishQuoted(at))
        .join(' ')}
        set at "$at $word"
    end
  end
  test "$at" = "$argv[1]"
end
${lines.join('\n')}
`
  },
}

function placesOf(command: Command, at = '', inherited: readonly Option[] = []): Place[] {
  const options = [...inherited, ...command.options]
  const own = [...options, command.createHelp().visibleOptions(command).at(-1)!]
  const place: Place = {
    at,
    commands: command.commands.map((inner) => ({ name: inner.name(), about: inner.description() })),
    options: [...new Set(own)].map((option) => ({
      names: [option.short, option.long].filter((name) => name != null),
      about: option.description,
      takesValue: option.required || option.optional,
      choices: [...choicesOf(option)],
    })),
  }
  const inner = at === '' ? options : inherited
  return [place, ...command.commands.flatMap((next) => placesOf(next, `${at} ${next.name()}`, inner))]
}

const choicesOf = ({ argChoices, parseArg }: Option): readonly string[] =>
  argChoices ?? (parseArg as { choices?: readonly string[] } | undefined)?.choices ?? []

/** A pattern of every way to a command. */
const known = (places: Place[]): string =>
  places
    .filter(({ at }) => at !== '')
    .map(({ at }) => quoted(at))
    .join('|')

/** Lines of a `case` of bash or zsh: what follows an option that takes a value. */
function values(places: Place[], choose: (choices: string[]) => string, other: string): string {
  return places
    .flatMap(({ at, options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .map(({ names, choices }) => {
          const pattern = names.map((name) => quoted(`${at}:${name}`)).join('|')
          return `    ${pattern}) ${choices.length > 0 ? choose(choices) : other} ;;`
        }),
    )
    .join('\n')
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`
const fishQuoted = (text: string): string => `'${text.replaceAll(/[\\']/g, '\\$&')}'`
