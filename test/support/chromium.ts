import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'

/** Whether there is no browser to test with; says so in one line, and what is therefore not tested. */
export function lacksChromium(what: string): boolean {
  const missing = !existsSync(CHROMIUM)
  if (missing) console.log(`skipped: ${what}; install chromium (apt-get install chromium)`)
  return missing
}

export const launchChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
