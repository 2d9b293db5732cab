import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { settingNames } from '../../src/config/settings.ts'
import { projectRoot } from '../guards/sources.ts'
import { available } from '../support/available.ts'

const unit = join(projectRoot, 'deploy/dialogd.service')
const hasSystemd = available('systemd-analyze', 'systemd')

test.skipIf(!hasSystemd)('systemd finds no fault with the unit, and calls what it is exposed to little', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dialogd-unit-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'dialogd.service')
  // The program has to be there to be verified.
  writeFileSync(path, readFileSync(unit, 'utf8').replaceAll('/usr/local/bin/dialogd', process.execPath))
  const verified = spawnSync('systemd-analyze', ['verify', path], { encoding: 'utf8' })
  expect([verified.status, verified.stderr]).toEqual([0, ''])
  const security = ['security', '--offline=true', '--threshold=20', path]
  const { status, stdout } = spawnSync('systemd-analyze', security, { encoding: 'utf8' })
  expect([status, stdout]).toEqual([0, expect.stringContaining('OK')])
})

test('every setting that a file of deploy/ names is one', () => {
  for (const name of ['dialogd.service', 'compose.yaml', 'Dockerfile']) {
    const text = readFileSync(join(projectRoot, 'deploy', name), 'utf8')
    const named = [...text.matchAll(/DIALOGD_([A-Z_]+)/g)].map(([, setting]) =>
      setting!.replace(/_FILE$/, '').toLowerCase(),
    )
    expect(named.filter((setting) => !(settingNames as string[]).includes(setting))).toEqual([])
    expect(named).not.toEqual([])
  }
})
