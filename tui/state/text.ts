import { graphemes } from './width.ts'

/** A line of text being typed; `cursor` counts characters as a person does, from 0. */
export interface TextState {
  readonly value: string
  readonly cursor: number
}

export const emptyText: TextState = { value: '', cursor: 0 }

export const textOf = (value: string): TextState => ({ value, cursor: graphemes(value).length })

/** What a key press does to the text; undefined where the key is none of editing. Nothing ever splits an emoji. */
export function editText(state: TextState, key: string): TextState | undefined {
  const all = graphemes(state.value)
  const { cursor } = state
  const cutOut = (from: number, to: number): TextState => ({
    value: [...all.slice(0, from), ...all.slice(to)].join(''),
    cursor: from,
  })
  switch (key) {
    case 'left':
      return { ...state, cursor: Math.max(0, cursor - 1) }
    case 'right':
      return { ...state, cursor: Math.min(all.length, cursor + 1) }
    case 'home':
    case '^A':
      return { ...state, cursor: 0 }
    case 'end':
    case '^E':
      return { ...state, cursor: all.length }
    case 'backspace':
      return cursor === 0 ? state : cutOut(cursor - 1, cursor)
    case 'delete':
      return cursor === all.length ? state : cutOut(cursor, cursor + 1)
    case '^U':
      return cutOut(0, cursor)
    case '^K':
      return cutOut(cursor, all.length)
    case '^W':
      return cutOut(wordBefore(all, cursor), cursor)
    default:
      return undefined
  }
}

/** Puts typed or pasted text in at the cursor. */
export function insertText({ value, cursor }: TextState, text: string): TextState {
  const all = graphemes(value)
  const before = all.slice(0, cursor).join('') + text
  const after = all.slice(cursor).join('')
  return { value: before + after, cursor: graphemes(before).length }
}

function wordBefore(all: string[], cursor: number): number {
  let at = cursor
  while (at > 0 && all[at - 1] === ' ') at -= 1
  while (at > 0 && all[at - 1] !== ' ') at -= 1
  return at
}

/** The keys that `editText` knows; no action may take one of them while somebody types. */
export const editingKeys = ['left', 'right', 'home', '^A', 'end', '^E', 'backspace', 'delete', '^U', '^K', '^W']
