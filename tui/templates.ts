import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { reasonOf } from './files.ts'
import { ask, type Choice } from './overlay.ts'
import { composed } from './state/compose.ts'
import { fuzzy } from './state/fuzzy.ts'
import { textOf } from './state/text.ts'
import type { Tester } from './tester.ts'

const Templates = z.record(z.string(), z.object({ text: z.string(), opcode: z.enum(['binary', 'text']).optional() }))
type Templates = z.output<typeof Templates>

/** Where templates are kept: beside the work, so that a team can share them. */
const fileOf = ({ folder }: Tester) => join(folder, 'dialogd-templates.json')

/** Asks for a template to use, or for a name to save under what is composed. */
export function openTemplates(tester: Tester) {
  const templates = read(tester)
  if (!templates) return
  const use = (name: string): Choice => ({ key: '', title: name, where: '', act: () => put(tester, templates[name]!) })
  ask(tester, {
    title: 'Templates',
    hint: 'a name: of one to use, or to save this as',
    choices: (query) => {
      const name = query.trim()
      const found = fuzzy(Object.keys(templates).sort(), name, (one) => one).map(use)
      const title = `${Object.hasOwn(templates, name) ? 'Replace' : 'Save this as'} “${name}”`
      return name === '' ? found : [...found, { key: '', title, where: '', act: () => save(tester, templates, name) }]
    },
  })
}

function put(tester: Tester, { text, opcode }: Templates[string]): void {
  const compose = { ...tester.ui.compose, raw: textOf(text), opcode, recalled: undefined }
  tester.set({ compose, place: 'compose', typing: true })
}

function save(tester: Tester, templates: Templates, name: string): void {
  const { compose } = tester.ui
  const { opcode } = compose
  const all = { ...templates, [name]: { text: composed(compose).text, ...(compose.raw && opcode ? { opcode } : {}) } }
  try {
    writeFileSync(fileOf(tester), `${JSON.stringify(all, null, 2)}\n`)
    tester.toast(`“${name}” is in ${fileOf(tester)}`)
  } catch (error) {
    tester.toast(`the template is not saved: ${reasonOf(error)}`, 'bad')
  }
}

/** Undefined, and said so, where the file is there and is no file of templates: it must not be overwritten. */
function read(tester: Tester): Templates | undefined {
  try {
    return Templates.parse(JSON.parse(readFileSync(fileOf(tester), 'utf8')))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    const why = error instanceof z.ZodError ? 'it holds something else' : reasonOf(error)
    tester.toast(`${fileOf(tester)} cannot be read: ${why}`, 'bad')
    return undefined
  }
}
