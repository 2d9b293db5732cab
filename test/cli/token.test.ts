import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder, folder } from './cli.ts'

const SECRET = 'a-secret-of-more-than-32-bytes-0123456789'

async function withAnna() {
  const data = dataFolder()
  await data.json(['users', 'add', '--email', 'anna@example.com', '--first-name', 'Anna'])
  return data
}

test('token mint prints only the token, of an id or an address', async () => {
  const data = await withAnna()
  for (const ref of ['1', 'anna@example.com']) {
    const { code, stdout } = await data.run(['token', 'mint', '--user', ref])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)])
  }
})

test('token inspect tells the claims of a token that was minted here, from an argument or stdin', async () => {
  const data = await withAnna()
  const { token } = await data.json<{ token: string }>(['token', 'mint', '--user', '1', '--ttl', '1h'])
  const wanted = { valid: true, claims: { user_id: 1, email: 'anna@example.com', first_name: 'Anna' } }
  expect(await data.json(['token', 'inspect', token])).toMatchObject(wanted)
  expect(await data.json(['token', 'inspect'], { stdin: `${token}\n` })).toMatchObject(wanted)
  const { stdout, stderr } = await data.run(['token', 'inspect', '-'], { stdin: token })
  expect(stdout).toContain('valid\tyes\nuser_id\t1\n')
  expect(stdout + stderr).not.toContain(token.split('.')[2])
})

test('a token that is not valid is exit 4, with its claims and without its signature', async () => {
  const data = await withAnna()
  const secret = join(folder(), 'secret')
  writeFileSync(secret, SECRET)
  const { token } = await data.json<{ token: string }>(['token', 'mint', '--user', '1', '--secret-file', secret])
  const { code, stdout, stderr } = await data.run(['token', 'inspect', '-', '--json'], { stdin: token })
  expect(code).toBe(4)
  expect(JSON.parse(stdout)).toMatchObject({ valid: false, claims: { user_id: 1 } })
  expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'token_invalid' } })
  expect(stdout + stderr).not.toContain(token.split('.')[2])
  expect((await data.run(['token', 'inspect', 'nonsense'])).code).toBe(4)
  expect((await data.run(['token', 'inspect', token, '--secret-file', secret])).code).toBe(0)
})

test('--print url gives the address to connect to and --print page that of the example page, by the public one where that is known', async () => {
  const data = await withAnna()
  const mint = ['token', 'mint', '--user', '1', '--print', 'url']
  expect((await data.run(mint)).stdout).toMatch(/^ws:\/\/127\.0\.0\.1:8000\/ws\/\?token=ey/)
  const env = { DIALOGD_PUBLIC_URL: 'https://chat.example/' }
  expect((await data.run(mint, { env })).stdout).toMatch(/^wss:\/\/chat\.example\/ws\/\?token=ey/)
  const page = [...mint.slice(0, -1), 'page']
  expect((await data.run(page)).stdout).toMatch(/^http:\/\/127\.0\.0\.1:8000\/example#token=ey/)
  expect((await data.run(page, { env })).stdout).toMatch(/^https:\/\/chat\.example\/example#token=ey/)
})

test('nobody gets a token who does not exist', async () => {
  const data = await withAnna()
  expect(await data.run(['token', 'mint', '--user', '2'])).toMatchObject({ code: 3, stdout: '' })
})

test('with a public key tokens cannot be minted: exit 2 says so', async () => {
  const data = await withAnna()
  const { generateKeyPairSync } = await import('node:crypto')
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const env = {
    DIALOGD_JWT_ALGORITHM: 'ES256',
    DIALOGD_JWT_PUBLIC_KEY: String(publicKey.export({ type: 'spki', format: 'pem' })),
  }
  expect(await data.run(['token', 'mint', '--user', '1'], { env })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('only verifies'),
  })
})
