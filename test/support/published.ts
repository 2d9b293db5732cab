import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'

/** A document as it is committed. */
export const publishedText = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')

export const published = <Document>(name: string): Document => JSON.parse(publishedText(name)) as Document

/** Says what is wrong with a value; undefined where it fits. */
type Check = (value: unknown) => string | undefined

/** Checks by the schemas of a document: draft 7 as AsyncAPI has it, 2020-12 as OpenAPI has it. */
export function checks(document: object, dialect: 'draft-07' | '2020-12'): (pointer: string) => Check {
  const ajv = new (dialect === 'draft-07' ? Ajv : Ajv2020)({ strict: false, strictNumbers: true })
  formats.default(ajv)
  ajv.addSchema(document, 'document')
  return (pointer) => {
    const validate = ajv.compile({ $ref: `document#${pointer}` })
    return (value) => (validate(value) ? undefined : ajv.errorsText(validate.errors))
  }
}
