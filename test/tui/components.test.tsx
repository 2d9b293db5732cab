import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { render } from 'ink-testing-library'
import { expect, test } from 'vitest'
import { Input } from '../../tui/components/input.tsx'
import { Row, span } from '../../tui/components/row.tsx'
import { Frame } from '../../tui/components/rows.tsx'
import { textOf } from '../../tui/state/text.ts'
import { graphemes, widthOf } from '../../tui/state/width.ts'
import { projectRoot, sources } from '../guards/sources.ts'

/** What would drive a terminal, or deceive its reader. */
const hostile =
  '\u001b]52;c;aGk=\u0007\u001b[2J\u001b[31mred\u009b5m\u202eevil\u200b\u2066x\u2069\u0000\u007f\r\n\t\ud800'
const isControl = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]/u

test('a row shows what would drive the terminal instead of doing it', () => {
  const { lastFrame } = render(<Row spans={[span(hostile)]} width={100} />)
  expect(lastFrame()).toContain('␛]52;c;aGk=␇␛[2J␛[31mred<9B>5m<202E>evil<200B>')
  expect(lastFrame()).not.toMatch(isControl)
})

test('a row is never wider than it may be, whatever is in it', () => {
  for (const text of [hostile, '你好'.repeat(40), '👍🏽'.repeat(40), 'x'.repeat(500), 'e\u0301'.repeat(90)])
    for (const width of [1, 7, 40]) {
      const { lastFrame } = render(<Row spans={[span(text), span(text)]} right={[span('end')]} width={width} />)
      expect(lastFrame()!.split('\n')).toHaveLength(1)
      expect(widthOf(lastFrame()!)).toBeLessThanOrEqual(width)
    }
})

test('what stands at the right stays, and the rest is cut before it', () => {
  const { lastFrame } = render(<Row spans={[span('a long beginning')]} right={[span('end')]} width={12} />)
  expect(lastFrame()).toBe('a long … end')
})

test('only row.tsx gives text to Ink, so that nothing passes it by', () => {
  const others = sources(['tui']).filter(
    (file) =>
      file !== 'tui/components/row.tsx' &&
      /import \{[^}]*\bText\b[^}]*\} from 'ink'/.test(readFileSync(join(projectRoot, file), 'utf8')),
  )
  expect(others).toEqual([])
})

test('an input shows the end of a long text where the cursor is, and whole emoji', () => {
  const long = `${'abcdefghij'.repeat(10)}👍`
  const { lastFrame } = render(<Input state={textOf(long)} width={20} active />)
  expect(lastFrame()).toContain('👍')
  expect(widthOf(lastFrame()!)).toBeLessThanOrEqual(20)
  expect(graphemes(lastFrame()!).at(-1)).not.toBe('\ud83d')
})

test('a frame has its title in its edge and is as large as it should be', () => {
  const { lastFrame } = render(
    <Frame title={[span('A anna')]} width={20} height={4} active={false}>
      <Row spans={[span('inside')]} width={16} />
    </Frame>,
  )
  expect(lastFrame()).toBe('╭─ A anna ─────────╮\n│ inside           │\n│                  │\n╰──────────────────╯')
})
