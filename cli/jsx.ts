import { join } from 'node:path'

/** Lets modules with JSX be imported, which Node does not read by itself. A build has them translated already. */
export async function understandJsx(): Promise<void> {
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: join(import.meta.dirname, '../tsconfig.json') })
}
