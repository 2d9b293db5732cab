import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lacksChromium, launchChromium } from '../support/chromium.ts'
import { upload } from '../support/upload.ts'
import { startWorld } from '../support/world.ts'

const missing = lacksChromium('content of uploads in a browser')

let browser: Browser
beforeAll(async () => {
  if (!missing) browser = await launchChromium()
})
afterAll(() => browser?.close())

const believed: Record<string, string> = {
  svg: 'image/svg+xml',
  xhtml: 'application/xhtml+xml',
  xml: 'text/xml',
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  gif: 'text/javascript',
  jpg: 'text/javascript',
  pdf: 'application/pdf',
}

/** A place elsewhere that is told when a script of an upload runs, and that has pages of its own. */
async function startCanary() {
  const hits: string[] = []
  const careless = new Map<string, { type: string; content: string | Uint8Array }>()
  const server = createServer(({ url = '' }, response) => {
    if (url.startsWith('/hit')) hits.push(url)
    const { type, content } = careless.get(url) ?? { type: 'text/html', content: '<body></body>' }
    response.setHeader('content-type', type).setHeader('access-control-allow-origin', '*').end(content)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    hits,
    /** The names of the scripts that ran. */
    ran: () => new Set(hits.map((hit) => /\?([\w-]+)/.exec(hit)![1])),
    /** Serves a file as a server would that believes its name and protects nobody. */
    carelessly(name: string, content: string | Uint8Array) {
      const path = `/careless/${careless.size}/${name}`
      careless.set(path, { type: believed[name.split('.')[1]!] ?? 'text/html', content })
      return url + path
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Files that run a script where they are taken for what they are. */
function hostileFiles(canary: string): [name: string, content: string | Uint8Array][] {
  // In XML as well, and in workers, where there is no document.
  const run = (name: string) => `fetch('${canary}/hit?${name}'+(self.document?'':'-in-worker'),{mode:'no-cors'});`
  const script = (name: string) => `<script>${run(name)}</script><img src=x onerror="${run(`${name}-img`)}">`
  const bytes = (...parts: (string | number[])[]) =>
    Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))))
  const pdfScript = `app.launchURL('${canary}/hit?pdf');`
  return [
    ['a.html', `<!doctype html><html><body>${script('html')}</body></html>`],
    ['a.png', `<html>${script('html-as-png')}`],
    [
      'a.svg',
      `<svg xmlns="http://www.w3.org/2000/svg" onload="${run('svg-load')}"><script>${run('svg')}</script></svg>`,
    ],
    ['b.svg', `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>${run('xml-svg')}</script></svg>`],
    [
      'a.xhtml',
      `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>${run('xhtml')}</script></html>`,
    ],
    ['a.xml', `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${run('xml')}</h:script></x>`],
    ['a.js', run('js')],
    ['a.mjs', `${run('module')}export {}`],
    ['a.css', `body{background:url('${canary}/hit?css')}`],
    [
      'a.mhtml',
      `MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n${script('mhtml')}\r\n--x--`,
    ],
    // A GIF that is JavaScript, and one that is a page: `GIF89a` is a variable of it, the size opens a comment.
    ['a.gif', bytes('GIF89a', [0x2f, 0x2a, 0, 0, 0x80, 0, 0], '*/=1;', run('gif-js'))],
    ['b.gif', bytes('GIF89a', [1, 0, 1, 0, 0, 0, 0], script('gif-html'))],
    ['a.jpg', bytes([0xff, 0xd8, 0xff, 0xe0, 0x2f, 0x2a], 'JFIF*/=1;', run('jpeg-js'), script('jpeg-html'))],
    ['c.png', bytes([0x89], 'PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', script('png-html'))],
    ['a.webp', bytes('RIFF', [0x2f, 0x2a, 0, 0], 'WEBPVP8 */=1;', run('webp-js'), script('webp-html'))],
    [
      'a.pdf',
      `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(${pdfScript})>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF`,
    ],
    ['b.pdf', `%PDF-1.4\n<html>${script('pdf-html')}`],
    ['a.swf', bytes('FWS\x09', script('swf-html'))],
  ]
}

/** Every way in which a page can take in something by its URL; resolves when the browser has dealt with all of them. */
function embed(page: Page, url: string): Promise<string[]> {
  return page.evaluate(async (url) => {
    const settled = (element: HTMLElement) =>
      new Promise<void>((resolve) => {
        for (const event of ['load', 'error']) element.addEventListener(event, () => resolve())
        setTimeout(resolve, 1_000)
      })
    const make = (tag: string, attributes: Record<string, string>) => {
      const element = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      const done = settled(element)
      document.body.append(element)
      return done
    }
    const ran: string[] = []
    const tried = async (name: string, attempt: () => Promise<unknown>) => {
      try {
        await attempt()
        ran.push(name)
      } catch {}
    }
    await Promise.all([
      make('iframe', { src: url }),
      make('object', { data: url }),
      make('object', { data: url, type: 'image/svg+xml' }),
      make('embed', { src: url, type: 'text/html' }),
      make('img', { src: url }),
      make('script', { src: url }),
      make('script', { src: url, type: 'module' }),
      make('link', { rel: 'stylesheet', href: url }),
      tried('service worker', () => navigator.serviceWorker.register(url)),
      // Whether it ran, its own call to the canary tells.
      new Promise((resolve) => {
        new Worker(url).onerror = resolve
        setTimeout(resolve, 1_000)
      }).catch(() => {}),
    ])
    return ran
  }, url)
}

test.skipIf(missing)(
  '[F3] nothing that was uploaded ever runs, opened or embedded, in our origin or elsewhere',
  async () => {
    await using world = await startWorld()
    await using canary = await startCanary()
    await using careless = await startCanary()
    const { token } = await world.person('anna')
    const files = hostileFiles(canary.url)
    const page = await browser.newPage()
    const embedAll = async (home: string, urls: string[]) => {
      await page.goto(home)
      return (await Promise.all(urls.map((url) => embed(page, url)))).flat()
    }

    // These files do run where a server is careless, and then we hear of it.
    const exposed = hostileFiles(careless.url).map(([name, content]) => careless.carelessly(name, content))
    expect(await embedAll(`${careless.url}/page`, exposed)).toContain('service worker')
    const dangerous = [
      'html',
      'html-as-png',
      'svg',
      'xml-svg',
      'xhtml',
      'xml',
      'js',
      'js-in-worker',
      'module',
      'css',
      'gif-js',
    ]
    await expect.poll(() => [...careless.ran()], { timeout: 10_000 }).toEqual(expect.arrayContaining(dangerous))

    const uploaded = []
    for (const [name, content] of files) uploaded.push(await upload(world.http, token, content, name))
    expect(uploaded.map(({ status }) => status)).toEqual(files.map(() => 201))
    const urls = uploaded.map(({ body }) => body.url)
    // A page of our own origin, and one elsewhere.
    for (const home of [`${world.http}/healthz`, `${canary.url}/page`]) expect(await embedAll(home, urls)).toEqual([])
    await page.goto('about:blank')
    for (const { body } of uploaded) {
      const download = page.waitForEvent('download', { timeout: 10_000 }).catch(() => undefined)
      const opened = await page.goto(body.url).catch(() => undefined)
      if (body.type === 1) expect(await download, body.file_name).toBeDefined()
      else expect(opened?.status(), body.file_name).toBe(200)
    }
    await page.close()
    expect(canary.hits).toEqual([])
  },
  60_000,
)

async function pictures(page: Page): Promise<[string, Uint8Array][]> {
  const drawn = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 3, height: 2 })
    return ['image/png', 'image/jpeg', 'image/webp'].map((type): [string, string] => [type, canvas.toDataURL(type)])
  })
  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
  return [
    ...drawn.map(([type, url]): [string, Uint8Array] => [type, Buffer.from(url.split(',')[1]!, 'base64')]),
    ['image/gif', gif],
  ]
}

async function shows(page: Page, home: string, url: string): Promise<number> {
  await page.goto(home)
  return page.evaluate(async (url) => {
    const image = new Image()
    image.src = url
    await image.decode().catch(() => {})
    return image.naturalWidth
  }, url)
}

test.skipIf(missing)(
  '[FL4] png, jpeg, gif and webp are shown, in pages of ours and of others; other pictures are saved',
  async () => {
    await using world = await startWorld()
    await using canary = await startCanary()
    const { token } = await world.person('anna')
    const page = await browser.newPage()
    for (const [type, content] of await pictures(page)) {
      const { body } = await upload(world.http, token, content, 'picture')
      expect(body).toMatchObject({ type: 2, content_type: type })
      for (const home of [`${world.http}/healthz`, `${canary.url}/page`]) {
        expect(await shows(page, home, body.url), `${type} in ${home}`).toBeGreaterThan(0)
      }
      const response = await page.goto(body.url)
      expect([response?.status(), await page.evaluate(() => document.images[0]?.naturalWidth)]).toEqual([
        200,
        expect.any(Number),
      ])
    }
    await page.close()
  },
)

test.skipIf(missing)(
  '[F3] [FL4] under whatever name a file came, a browser saves it under a harmless one',
  async () => {
    await using world = await startWorld()
    const { token } = await world.person('anna')
    const page = await browser.newPage()
    const names = [
      '../../../../etc/cron.d/evil',
      '..\\..\\evil.txt',
      'a\0b.txt',
      'a\r\nContent-Type: text%2fhtml',
      'invoice\u202efdp.exe',
      '"; filename="evil.html',
      'CON',
      'nul.txt',
      '.bashrc',
      `${'x'.repeat(4_092)}.txt`,
    ]
    for (const name of names) {
      const { body } = await upload(world.http, token, '<script>document.title = 1</script>', name)
      const [download] = await Promise.all([page.waitForEvent('download'), page.goto(body.url).catch(() => {})])
      const saved = download.suggestedFilename()
      expect(saved, name.slice(0, 40)).toMatch(/^[^\p{Cc}\p{Bidi_Control}/\\]{1,255}$/u)
      await download.delete()
    }
    await page.close()
  },
)
