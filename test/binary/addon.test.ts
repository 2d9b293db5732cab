import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { unpack } from '../../src/store/sqlite/addon.ts'

const bytes = Buffer.from('the addon')

function temporary(): { folder: string; own: string } {
  const folder = mkdtempSync(join(tmpdir(), 'dialogd-addon-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, own: join(folder, `dialogd-${process.getuid!()}`) }
}

const about = (text: RegExp) =>
  expect.objectContaining({ code: 'temporary_folder_unusable', message: expect.stringMatching(text) })

test('the addon is written once, to a folder that only this user can reach', () => {
  const { folder, own } = temporary()
  const file = unpack(bytes, folder)
  const written = statSync(file).mtimeMs
  expect(unpack(bytes, folder)).toBe(file)
  expect(statSync(file).mtimeMs).toBe(written)
  expect([statSync(own).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o500])
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('two versions have two files, side by side', () => {
  const { folder, own } = temporary()
  const files = [unpack(bytes, folder), unpack(Buffer.from('another'), folder)]
  expect(new Set(files).size).toBe(2)
  expect(readdirSync(own)).toHaveLength(2)
})

test.each<[what: string, plant: (file: string) => void]>([
  ['another file', (file) => writeFileSync(file, 'planted')],
  ['a link', (file) => symlinkSync('/bin/sh', file)],
  ['half of it', (file) => writeFileSync(file, bytes.subarray(0, 3))],
])('%s in its place is replaced', (_, plant) => {
  const { folder } = temporary()
  const file = unpack(bytes, folder)
  rmSync(file)
  plant(file)
  expect(unpack(bytes, folder)).toBe(file)
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('a folder that others can reach, or that is none, is refused with what to do', () => {
  const { folder, own } = temporary()
  mkdirSync(own)
  chmodSync(own, 0o755)
  expect(() => unpack(bytes, folder)).toThrow(about(/only this user can reach/))
  rmSync(own, { recursive: true })
  symlinkSync(folder, own)
  expect(() => unpack(bytes, folder)).toThrow(about(/only this user can reach/))
  rmSync(own)
  writeFileSync(own, '')
  expect(() => unpack(bytes, folder)).toThrow(about(/only this user can reach/))
})
