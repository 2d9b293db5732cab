import { existsSync } from 'node:fs'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asyncapi } from '../../src/contracts/asyncapi.ts'
import { page } from '../../src/contracts/page/page.ts'
import { documentNames } from '../../src/contracts/rest/docs.ts'
import { closeCodes, events } from '../../src/protocol/index.ts'
import { publishedText } from '../support/published.ts'
import { startWorld, type World } from '../support/world.ts'

type Element = DefaultTreeAdapterTypes.Element

const CHROMIUM = '/usr/bin/chromium'
const missing = !existsSync(CHROMIUM)
if (missing) console.log('skipped: the page at /docs in a browser; install chromium (apt-get install chromium)')

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

/** Every element of a page. */
function elements(html: string): Element[] {
  const walk = (node: DefaultTreeAdapterTypes.Node): Element[] => [
    ...('tagName' in node ? [node] : []),
    ...('childNodes' in node ? node.childNodes.flatMap(walk) : []),
  ]
  return walk(parse(html))
}
const attribute = ({ attrs }: Element, name: string) => attrs.find((one) => one.name === name)?.value

test('the documents that are served are those that are committed, byte for byte', async () => {
  for (const name of documentNames) {
    const response = await fetch(`${world.http}/docs/${name}`)
    expect(response.headers.get('content-type')).toMatch(
      name.endsWith('json') ? /^application\/json/ : /^application\/yaml/,
    )
    expect((await response.text()) === publishedText(name), name).toBe(true)
    const etag = response.headers.get('etag')!
    expect((await fetch(response.url, { headers: { 'if-none-match': etag } })).status).toBe(304)
  }
  expect((await fetch(`${world.http}/docs/package.json`)).status).toBe(404)
})

test('the page tells of every event, error, close code and path', async () => {
  const text = await (await fetch(`${world.http}/docs/`)).text()
  const ids = elements(text).map((element) => attribute(element, 'id'))
  for (const { name, errors } of Object.values(events)) {
    expect(ids).toContain(name)
    for (const code of errors) expect(ids).toContain(`error-${code}`)
  }
  for (const code of Object.keys(closeCodes)) expect(text).toContain(`<code>${code}</code>`)
  for (const id of [
    'POST-api-files',
    'GET-files-id',
    'HEAD-files-id',
    'POST-unsubscribe',
    'GET-metrics',
    'shape-Message',
  ]) {
    expect(ids).toContain(id)
  }
})

test('every link of the page leads somewhere, no id stands twice, and nothing comes from elsewhere', async () => {
  const all = elements(page())
  const ids = all.map((element) => attribute(element, 'id')).filter((id) => id !== undefined)
  expect(ids.filter((id, n) => ids.indexOf(id) !== n)).toEqual([])
  for (const element of all) {
    expect(['script', 'img', 'link', 'iframe', 'form', 'object']).not.toContain(element.tagName)
    expect(element.attrs.filter(({ name }) => name.startsWith('on') || name === 'style' || name === 'src')).toEqual([])
    const href = attribute(element, 'href')
    if (href?.startsWith('#')) expect(ids).toContain(href.slice(1))
    else if (href !== undefined) expect((await fetch(world.http + href)).status, href).toBe(200)
  }
})

test('whatever a description says, the page shows it as it stands', () => {
  const evil = '<script>alert(1)</script>"\'`<img src=x onerror=alert(1)>`'
  const told = { ...events['dialogs.load'], summary: evil, example: { [evil]: evil } }
  const before = elements(page()).map(({ tagName }) => tagName)
  const text = page(asyncapi({ ...events, 'dialogs.load': told }))
  const after = elements(text).filter(({ tagName }) => tagName === 'script' || tagName === 'img')
  expect([before.includes('script'), after]).toEqual([false, []])
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
})

test.skipIf(missing)('a browser shows the page with its style and finds nothing against its own policy', async () => {
  const response = await fetch(`${world.http}/docs`)
  expect(response.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; style-src 'sha256-[\w+/]+='$/,
  )
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  try {
    const tab = await browser.newPage()
    const said: string[] = []
    const asked: string[] = []
    tab.on('console', (message) => said.push(message.text()))
    tab.on('request', (request) => asked.push(new URL(request.url()).pathname))
    await tab.goto(`${world.http}/docs`)
    expect(await tab.locator('nav').evaluate((nav) => getComputedStyle(nav).position)).toBe('sticky')
    await tab.getByRole('link', { name: 'Close codes' }).click()
    expect(await tab.getByText('far above the rate limit').isVisible()).toBe(true)
    // A browser asks for the icon of a site by itself; ours would have nothing to show.
    expect(asked.filter((path) => path !== '/favicon.ico')).toEqual(['/docs'])
    expect(said.filter((text) => !text.includes('404'))).toEqual([])
  } finally {
    await browser.close()
  }
})
