import type { Browser, Locator, Page } from 'playwright-core'

/** A message of the browser about a server that does not answer: no page can keep it from saying so. */
const UNREACHABLE = /^WebSocket connection to '\S+' failed: /

/** One tab with the example page, as one person, in a browser profile of its own. */
export class Tab {
  readonly page: Page
  /** What the console said that was not asked for: errors, warnings, violations of the policy, exceptions. */
  readonly complaints: string[] = []
  readonly body: Locator
  readonly messages: Locator
  readonly dialogs: Locator

  private constructor(page: Page) {
    this.page = page
    this.body = page.getByLabel('Message in markdown')
    this.messages = page.getByRole('log').getByRole('article')
    this.dialogs = page.getByRole('navigation').getByRole('button')
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      const complains = ['error', 'warning'].includes(message.type()) && !UNREACHABLE.test(message.text())
      if (complains) this.complaints.push(message.text())
    })
  }

  static async open(browser: Browser, url: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Tab> {
    const tab = new Tab(await browser.newPage(options))
    await tab.page.goto(url)
    return tab
  }

  /** Resolves when the status line says so. */
  status(text: string): Promise<void> {
    return this.page.getByRole('status').filter({ hasText: text }).waitFor()
  }

  /** Resolves when there is a message with this text. */
  shows(text: string): Promise<void> {
    return this.messages.filter({ hasText: text }).waitFor()
  }

  async says(text: string): Promise<void> {
    await this.body.fill(text)
    await this.body.press('Enter')
  }

  /** Sends a file; `text` may be empty. */
  async sends(file: { name: string; mimeType: string; buffer: Buffer }, text = ''): Promise<void> {
    await this.page.getByLabel('File').setInputFiles(file)
    await this.body.fill(text)
    await this.page.getByRole('button', { name: 'Send' }).click()
  }
}
