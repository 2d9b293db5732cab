/*
 * `npm run pictures`: draws the pictures of the tester in docs/ from a real run. It starts the demo in a terminal, types
 * what a person would type, and writes what the screen shows. Run it again whenever the screens change.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cleanUp, freshFolder, root } from '../../bench/processes.ts'
import { Pty } from '../../bench/pty.ts'
import { svgOf } from './svg.ts'

const ESC = '\u001b'
const SEEN = '\u0013'
const DOWN = `${ESC}[B`

/** Begins a demo in a terminal of a size; anna's message waits for nobody. */
async function demo(columns: number, rows: number): Promise<Pty> {
  const pty = new Pty([process.execPath, join(root, 'cli/main.mjs'), 'demo'], { columns, rows }, freshFolder())
  await pty.shows('Type a message as anna')
  return pty
}

async function says(pty: Pty, text: string): Promise<void> {
  pty.type(`${text}\r`)
  await pty.shows('after the send')
}

async function sees(pty: Pty): Promise<void> {
  pty.type(SEEN)
  await pty.shows('has seen it')
}

/** Ends typing, and presses a key that then is none of the text. */
async function goes(pty: Pty, key: string, shown: string): Promise<void> {
  pty.type(ESC)
  await pty.shows('? help')
  pty.type(key)
  await pty.shows(shown)
}

async function draw(pty: Pty, name: string, alt: string): Promise<void> {
  const file = join(root, 'docs', name)
  writeFileSync(file, svgOf(pty.screen, alt))
  console.log(file)
  pty.type('\u0003')
  await pty.ended()
}

const QUESTION = 'Could you look at **page 2**? It says `npm ci`, and the build stops.'

const split = await demo(80, 24)
await says(split, 'Hello Boris!')
await sees(split)
await says(split, QUESTION)
await draw(split, 'tui-split.svg', 'Two users side by side: the message, its delay, and the counts')

const log = await demo(120, 40)
await says(log, QUESTION)
await sees(log)
await goes(log, '1', 'following')
log.type('/')
await log.shows('type:dialogs.*')
log.type('-type:dialogs.load')
await log.shows(' of ')
log.type('\r')
await log.shows('following')
log.type('i')
await log.shows('suggest id')
log.type(`\u000e${DOWN}`)
log.type('**Done**, thanks!')
await log.shows('matches the schema')
log.type(ESC)
await log.shows('␣ pause')
for (let up = 0; up < 3; up += 1) log.type(`${ESC}[A`)
await log.shows('as people read it')
log.type('\r')
await log.shows('fold')
await draw(log, 'tui-log.svg', 'The log, a form for an event, and the selected frame')

const chat = await demo(100, 28)
await says(chat, QUESTION)
await sees(chat)
chat.type('\t')
await chat.shows('write as boris')
await says(chat, 'Sure, I am on it.')
chat.type('\t')
await chat.shows('write as anna')
await goes(chat, '3', 'dialog 1 as anna')
await draw(chat, 'tui-chat.svg', 'The dialogs of one user, and the messages of one of them')

await cleanUp()
