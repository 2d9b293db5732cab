import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, expectTypeOf, test } from 'vitest'
import type * as source from '../../src/client/index.ts'
import { made } from '../../src/web/build.ts'
import type * as built from '../../src/web/client.js'

test('the browser build of the client is what `npm run build:client` makes of src/client', async () => {
  for (const [name, text] of Object.entries(await made())) {
    expect(readFileSync(join(import.meta.dirname, '../..', name), 'utf8') === text, `${name} is out of date`).toBe(true)
  }
})

test('the declarations beside it say what the sources say', () => {
  expectTypeOf<built.Message>().toEqualTypeOf<source.Message>()
  expectTypeOf<built.Dialog>().toEqualTypeOf<source.Dialog>()
  expectTypeOf<built.Frame>().toEqualTypeOf<source.Frame>()
  expectTypeOf<built.EventName>().toEqualTypeOf<source.EventName>()
  expectTypeOf<built.ClientOptions>().toEqualTypeOf<source.ClientOptions>()
  expectTypeOf<built.State>().toEqualTypeOf<source.State>()
  expectTypeOf<built.CallError['code']>().toEqualTypeOf<source.CallError['code']>()
  type EveryEvent<Client extends 'built' | 'source'> = {
    [Name in source.EventName]: Client extends 'built'
      ? [built.RequestOf<Name>, built.DataOf<Name>, built.MetaOf<Name>]
      : [source.RequestOf<Name>, source.DataOf<Name>, source.MetaOf<Name>]
  }
  expectTypeOf<EveryEvent<'built'>>().toEqualTypeOf<EveryEvent<'source'>>()
})
