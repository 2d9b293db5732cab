import { join } from 'node:path'
import { launchChromium } from '../../test/support/chromium.ts'
import { Program } from '../../test/support/program.ts'
import { Tab } from '../../test/web/tab.ts'

/** Takes docs/example.png: two tabs of the example page beside each other, on the real program. */
await using program = new Program()
await program.serve(true)
for (const name of ['Boris', 'Anna', 'Vera']) {
  await program.dialogd('users', 'add', '--email', `${name.toLowerCase()}@example.com`, '--first-name', name)
}
for (const pair of ['1,2', '1,3']) await program.dialogd('dialogs', 'create', '--users', pair)
const link = (user: string) => program.dialogd('token', 'mint', '--user', user, '--print', 'page')

const browser = await launchChromium()
const size = { width: 560, height: 620 }
const shared = { viewport: size, deviceScaleFactor: 1.25, locale: 'en-GB' }
const anna = await Tab.open(browser, await link('2'), { ...shared, colorScheme: 'light' })
const boris = await Tab.open(browser, await link('1'), { ...shared, colorScheme: 'dark' })
const annas = boris.dialogs.filter({ hasText: 'Anna' })

await anna.dialogs.click()
await anna.says('#Homework 3\nDone, with **one question**: is `O(n²)` good enough for part two?')
await annas.filter({ hasText: '1' }).click()
await anna.shows('✓✓ read')
await boris.says('Nearly. Think of:\n- sorting first\n- what a *second pass* would save')
await anna.shows('second pass')
await anna.sends({ name: 'part-two.py', mimeType: 'text/x-python', buffer: Buffer.alloc(3_400, '#') }, 'Like this?')
await anna.messages.last().filter({ hasText: '✓✓ read' }).waitFor()
await program.dialogd('messages', 'send', '--dialog', '2', '--as', '3', 'Have you got a minute?')
await boris.page.getByTitle('unread messages').waitFor()
await boris.page.mouse.move(0, 0)

const shots = await Promise.all([anna, boris].map(({ page }) => page.screenshot()))
const [left, right] = shots.map((shot) => `data:image/png;base64,${shot.toString('base64')}`)
const style = 'display:flex;gap:12px;margin:0;padding:12px;background:#8b93a1'
const both = await browser.newPage({
  viewport: { width: size.width * 2 + 36, height: size.height + 24 },
  deviceScaleFactor: 1.25,
})
const image = (url = '') => `<img src="${url}" width="${size.width}" style="border-radius:8px">`
await both.setContent(`<body style="${style}">${image(left)}${image(right)}</body>`)
await both.screenshot({ path: join(import.meta.dirname, '../example.png') })
await browser.close()
