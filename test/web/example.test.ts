import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lacksChromium, launchChromium } from '../support/chromium.ts'
import { Program } from '../support/program.ts'
import { startWorld } from '../support/world.ts'
import { Tab } from './tab.ts'

const missing = lacksChromium('the example page')

let browser: Browser
beforeAll(async () => {
  if (!missing) browser = await launchChromium()
})
afterAll(() => browser?.close())

const HOSTILE = '<img src=x onerror=document.title=1>'

/** Boris, his student anna and their dialog, made on the command line; and the links it gives to open. */
async function people(program: Program) {
  await program.dialogd('users', 'add', '--email', 'boris@example.com', '--first-name', 'Boris')
  await program.dialogd('users', 'add', '--email', 'anna@example.com', '--first-name', 'Anna')
  await program.dialogd('dialogs', 'create', '--users', '1,2')
  const link = (user: string) => program.dialogd('token', 'mint', '--user', user, '--print', 'page')
  return { boris: await link('1'), anna: await link('2') }
}

test.skipIf(missing)(
  '[MC2] [NC2] [MS2] [FL1] [CN5] two tabs of the example page talk: message, count, read mark, file, a restart between',
  { timeout: 90_000 },
  async () => {
    await using program = new Program()
    const server = await program.serve(true)
    const links = await people(program)
    const a = await Tab.open(browser, links.anna)
    const b = await Tab.open(browser, links.boris)
    for (const tab of [a, b]) await tab.status('Online')
    expect(a.page.url(), 'the token has left the address').toBe(links.anna.split('#')[0])

    await a.dialogs.click()
    await a.says('#Hello')
    await b.page.getByTitle('dialogs with something unread').getByText('1', { exact: true }).waitFor()
    await expect.poll(() => b.page.title()).toBe('(1) dialogd')
    await expect.poll(() => b.dialogs.textContent()).toBe('AnnaHello1')
    await a.shows('✓ sent')

    // By keyboard alone.
    await b.dialogs.focus()
    await b.page.keyboard.press('Enter')
    await b.page.getByRole('heading', { name: 'Hello' }).waitFor()
    await a.shows('✓✓ read')
    await b.page.waitForFunction(() => document.title === 'dialogd')
    await b.page.keyboard.type('Hello to you')
    await b.page.keyboard.press('Shift+Enter')
    await b.page.keyboard.type('> and more')
    await b.page.keyboard.press('Enter')
    await a.shows('and more')
    await expect.poll(() => b.body.inputValue()).toBe('')

    await a.sends({ name: `${HOSTILE}.txt`, mimeType: 'text/plain', buffer: Buffer.from('by file') }, 'a file')
    const link = b.page.getByRole('link', { name: HOSTILE })
    await link.waitFor()
    expect(await (await fetch((await link.getAttribute('href'))!)).text()).toBe('by file')
    await b.sends({ name: 'dot.png', mimeType: 'image/png', buffer: await a.page.screenshot() })
    await a.page.getByRole('img', { name: 'dot.png' }).waitFor()
    await a.page.waitForFunction(() => (document.querySelector('article img') as HTMLImageElement).naturalWidth > 0)

    server.child.kill('SIGTERM')
    for (const tab of [a, b]) await tab.status('Offline')
    await a.says('said while the server was away')
    await program.serve(true, {}, new URL(server.url).port)
    for (const tab of [a, b]) await tab.status('Online')
    for (const tab of [a, b]) await tab.shows('said while the server was away')
    await b.says('good to have you back')
    await a.shows('good to have you back')
    await a.page.setViewportSize({ width: 360, height: 640 })
    expect(await a.page.evaluate(() => document.documentElement.scrollWidth), 'it fits on a phone').toBe(360)
    for (const tab of [a, b]) {
      await expect.poll(() => tab.messages.count()).toBe(6)
      expect(tab.complaints).toEqual([])
      expect(await tab.page.getByRole('alert').allInnerTexts()).toEqual([''])
      await tab.page.close()
    }
  },
)

test.skipIf(missing)(
  '[AU4] [AU5] the example page says in words what is wrong with a token or its user, and takes another',
  async () => {
    await using world = await startWorld()
    const { id, token } = await world.person('anna')
    const expired = world.app.tokens.mint({ user_id: id, ttl: -1_000 })
    const page = `${world.http}/example`
    const tab = await Tab.open(browser, page)
    const told = (text: string) => tab.page.getByRole('alert').filter({ hasText: text }).waitFor()
    await told('Paste your token.')
    await tab.page.goto(`${page}#token=${expired}`)
    await told('Your token has expired.')
    await tab.page.getByLabel('Token').fill(token.slice(0, -3))
    await tab.page.getByRole('button', { name: 'Connect' }).click()
    await told('The server does not accept this token.')
    await tab.page.getByLabel('Token').fill(` ${token}\n`)
    await tab.page.getByRole('button', { name: 'Connect' }).click()
    await tab.status('Online')
    await tab.page.getByText('You take part in no dialog yet.').waitFor()
    await world.app.store.users.setDisabled(id, world.app.clock.now())
    await told('You have been disabled here.')
    expect(tab.complaints).toEqual([])
    await tab.page.close()
  },
)

test.skipIf(missing)('[MS5] what somebody wrote before reading does not hide that they have read', async () => {
  await using world = await startWorld()
  const { anna, boris, b, dialog } = await world.pair()
  const a = await Tab.open(browser, `${world.http}/example#token=${anna.token}`)
  await a.dialogs.click()
  await a.says('one')
  await a.says('two')
  await a.shows('two')
  await b.create(dialog, 'three')
  await a.messages.filter({ hasText: '✓ sent' }).nth(1).waitFor()
  const reader = await Tab.open(browser, `${world.http}/example#token=${boris.token}`)
  await reader.dialogs.click()
  await a.messages.filter({ hasText: '✓✓ read' }).nth(1).waitFor()
  for (const tab of [a, reader]) {
    expect(tab.complaints).toEqual([])
    await tab.page.close()
  }
})

test.skipIf(missing)('[MD2] nothing that people type or are called becomes markup in the example page', async () => {
  await using world = await startWorld()
  const anna = await world.person(HOSTILE)
  const boris = await world.person('boris', { last_name: HOSTILE })
  const dialog = await world.dialog(anna, boris)
  await (await anna.connect()).create(dialog, `${HOSTILE} [a](javascript:document.title=1)`)
  const tab = await Tab.open(browser, `${world.http}/example#token=${boris.token}`)
  await tab.dialogs.click()
  await tab.shows(HOSTILE)
  expect(await tab.page.locator('img, a[href^="javascript"]').count()).toBe(0)
  await expect.poll(() => tab.page.title()).toBe('dialogd')
  // What the policy is for: even this does not run.
  await tab.page.evaluate((html) => (document.querySelector('article')!.innerHTML = html), HOSTILE)
  await tab.page.waitForFunction(() => document.querySelector<HTMLImageElement>('article img')!.complete)
  expect(await tab.page.title()).toBe('dialogd')
  expect(tab.complaints.join()).toContain('Content Security Policy')
  await tab.page.close()
})
