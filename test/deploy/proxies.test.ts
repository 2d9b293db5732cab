import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { projectRoot } from '../guards/sources.ts'
import { available } from '../support/available.ts'
import { Peer } from '../support/peer.ts'
import { startWorld } from '../support/world.ts'

/** The file of deploy/ with other places in it; each must be there to be changed. */
function recipe(name: string, changes: Record<string, string>): string {
  let text = readFileSync(join(projectRoot, 'deploy', name), 'utf8')
  for (const [from, to] of Object.entries(changes)) {
    expect(text).toContain(from)
    text = text.replaceAll(from, to)
  }
  return text
}

/** How each proxy is run in a folder that takes all it writes; resolves with the command. */
const proxies: Record<string, (folder: string, port: number, server: string) => string[]> = {
  nginx(folder, port, server) {
    const own = recipe('nginx.conf', {
      'listen 80;': `listen 127.0.0.1:${port};`,
      'chat.example.com': '127.0.0.1',
      '127.0.0.1:8000': server,
      '/var/log/nginx': folder,
    })
    writeFileSync(join(folder, 'dialogd.conf'), own)
    mkdirSync(join(folder, 'tmp'))
    const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${folder}/tmp;`,
    )
    const user = process.getuid!() === 0 ? 'user root;' : ''
    const around = `${user} pid ${folder}/pid; daemon off; events {} http { ${places.join(' ')} include ${folder}/dialogd.conf; }`
    writeFileSync(join(folder, 'nginx.conf'), around)
    return ['nginx', '-e', join(folder, 'nginx.log'), '-c', join(folder, 'nginx.conf')]
  },
  caddy(folder, port, server) {
    const own = recipe('Caddyfile', {
      '{\n\tlog default': '{\n\tadmin off\n\tlog default',
      'chat.example.com {': `http://127.0.0.1:${port} {`,
      '127.0.0.1:8000': server,
      '/var/log/caddy': folder,
    })
    writeFileSync(join(folder, 'Caddyfile'), own)
    return ['caddy', 'run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]
  },
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

describe.each(Object.keys(proxies))('%s in front of dialogd', (name) => {
  test.skipIf(!available(name))(
    '[A3] sockets open by both forms of the address, and no log ever holds a token',
    async () => {
      const world = await startWorld()
      onTestFinished(() => world[Symbol.asyncDispose]())
      const folder = mkdtempSync(join(tmpdir(), 'dialogd-proxy-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const port = await freePort()
      const [command, ...args] = proxies[name]!(folder, port, world.http.replace('http://', ''))
      const proxy = spawn(command!, args, { env: { PATH: process.env.PATH, HOME: folder } })
      onTestFinished(() => void proxy.kill('SIGKILL'))
      let said = ''
      for (const stream of [proxy.stdout, proxy.stderr]) stream.on('data', (text) => (said += text))
      const url = `http://127.0.0.1:${port}`
      const status = async (path: string, headers = {}) => (await fetch(url + path, { headers })).status
      while ((await status('/healthz').catch(() => 0)) !== 200) {
        expect([proxy.exitCode, proxy.exitCode === null ? '' : said]).toEqual([null, ''])
        await setTimeout(20)
      }

      const { token } = await world.person('anna')
      const sockets = `ws://127.0.0.1:${port}/ws/`
      for (const address of [`${sockets}?token=${token}`, `${sockets}token?=${token}`]) {
        const peer = await new Peer(address).opened()
        peer.ws.send('{"event":"notifications.dialogs.count"}')
        expect(await peer.nextOf('notifications.dialogs.count')).toMatchObject({ data: 0 })
        peer.ws.close()
        await peer.closed
      }
      await status(`/ws/?token=${token}`)
      await status('/healthz', { referer: `${url}/ws/?token=${token}` })
      expect([403, 404]).toContain(await status('/metrics'))
      await world.app.close()
      expect(await status(`/ws/?token=${token}`)).toBe(502)
      expect(await status(`/ws/token?=${token}`)).toBe(502)
      proxy.kill('SIGTERM')
      await once(proxy, 'close')

      const logs = readdirSync(folder).filter((file) => file.endsWith('.log'))
      const written = said + logs.map((file) => readFileSync(join(folder, file), 'utf8')).join('')
      expect(written).toMatch(/GET.*\/ws\/.*502|502.*\/ws\/|\/ws\/.*502/s)
      // Neither as a whole nor its parts.
      for (const part of token.split('.')) expect(written).not.toContain(part)
    },
  )
})
