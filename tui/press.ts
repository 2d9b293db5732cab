import type { Key } from 'ink'
import { graphemes } from './state/width.ts'

/** One key press: its name, and the text it stands for where it is a printable one. */
export interface Press {
  key: string
  text?: string
}

const named: Record<string, string> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b': 'esc',
}

/**
 * What was pressed, from what Ink reports. Fast typing and `tmux send-keys` arrive as one piece ("hello\r"), which Ink
 * passes on as text; Esc and a key soon after it arrive as Alt with that key, which no action uses.
 */
export function pressesOf(input: string, key: Key): Press[] {
  const name = nameOf(key)
  if (name !== undefined) return [{ key: name }]
  if (key.ctrl && input.length === 1) return [{ key: `^${input.toUpperCase()}` }]
  const escaped: Press[] = key.meta ? [{ key: 'esc' }] : []
  return [...escaped, ...graphemes(input).flatMap(pressOf)]
}

function nameOf(key: Key): string | undefined {
  if (key.return) return 'enter'
  if (key.tab) return key.shift ? 'shift-tab' : 'tab'
  if (key.escape) return 'esc'
  if (key.backspace) return 'backspace'
  if (key.delete) return 'delete'
  if (key.upArrow) return 'up'
  if (key.downArrow) return 'down'
  if (key.leftArrow) return 'left'
  if (key.rightArrow) return 'right'
  if (key.pageUp) return 'pageup'
  if (key.pageDown) return 'pagedown'
  if (key.home) return 'home'
  return key.end ? 'end' : undefined
}

function pressOf(one: string): Press[] {
  const key = named[one]
  if (key) return [{ key }]
  if (one === '\r\n') return [{ key: 'enter' }]
  const code = one.codePointAt(0)!
  if (code < 32) return [{ key: `^${String.fromCharCode(code + 64)}` }]
  return [{ key: one === ' ' ? 'space' : one, text: one }]
}
