import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { available } from '../support/available.ts'
import { cli } from './cli.ts'

const script = async (shell: string) => (await cli(['completion', shell])).stdout

/** What bash offers for a line whose last word is being typed. */
async function bash(...words: string[]): Promise<string[]> {
  const line = ['dialogd', ...words].map((word) => `'${word}'`).join(' ')
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _dialogd; printf '%s\\n' "\${COMPREPLY[@]}"`
  const text = execFileSync('bash', ['--norc', '-c', `${await script('bash')}\n${ask}`], { encoding: 'utf8' })
  return text.split('\n').filter((word) => word !== '')
}

test('bash completes nouns, verbs, options and their choices, wherever options stand before them', async () => {
  expect(await bash('us')).toEqual(['users'])
  expect(await bash('users', 'a')).toEqual(['add'])
  expect(await bash('--data-dir', 'x', 'users', 'add', '--em')).toEqual(['--email'])
  expect(await bash('token', 'mint', '--print', '')).toEqual(['token', 'url', 'page'])
  expect(await bash('--color', 'n')).toEqual(['never'])
  expect(await bash('serve', '--jso')).toEqual(['--json'])
  expect(await bash('tui', 'r')).toEqual(['run', 'record', 'replay'])
  expect(await bash('tui', 'run', '--rep')).toEqual(['--report'])
})

test.skipIf(!available('zsh'))('zsh completes the same, with what each is about (needs zsh)', async () => {
  const ask = async (...words: string[]) => {
    const stubs = [
      'compdef() { }; compadd() { shift; print -l -- $@ }; _files() { print files }',
      '_describe() { print -l -- "${(@P)2}" }',
    ]
    const line = ['dialogd', ...words].map((word) => `'${word}'`).join(' ')
    const program = [...stubs, await script('zsh'), `words=(${line}); CURRENT=${words.length + 1}; _dialogd`].join('\n')
    return execFileSync('zsh', ['-f', '-c', program], { encoding: 'utf8' }).split('\n')
  }
  expect(await ask('')).toContain('users:people')
  expect(await ask('users', '')).toContain('add:add a person')
  expect(await ask('token', 'mint', '--print', '')).toEqual(['token', 'url', 'page', ''])
  expect(await ask('--config', '')).toEqual(['files', ''])
})

test.skipIf(!available('fish'))('fish completes the same (needs fish)', async () => {
  const source = await script('fish')
  const ask = (line: string) =>
    execFileSync('fish', ['--no-config', '-c', `${source}\ncomplete -C ${JSON.stringify(line)}`], { encoding: 'utf8' })
  expect(ask('dialogd us')).toBe('users\tpeople\n')
  expect(ask('dialogd users a')).toContain('add\tadd a person\n')
  expect(ask('dialogd --json token mint --print ')).toMatch(/^token\t.*\nurl\t/m)
})

test('a shell nobody wrote a script for is refused by name', async () => {
  expect(await cli(['completion', 'tcsh'])).toMatchObject({ code: 2, stderr: expect.stringContaining('tcsh') })
})
