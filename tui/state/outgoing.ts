import { fill, type Scope, UnknownVariable } from '../wire/variables.ts'
import { bytesOf, textIn } from './bytes.ts'
import { type ComposeState, composed, problemOfRaw } from './compose.ts'

/** What Compose would send now, its variables filled. */
export interface Outgoing {
  /** Undefined where it cannot be sent; `problem` says why. */
  payload: string | Uint8Array | undefined
  /** Whether bytes go as a text frame. */
  asText: boolean
  /** What is shown of it. */
  text: string
  size: number
  /** Why it cannot be sent, or why the protocol would refuse it. */
  problem: string | undefined
}

export function outgoing(state: ComposeState, scope: Scope): Outgoing {
  const { text: template, problem } = composed(state)
  if (state.raw && state.opcode) return ofBytes(template, state.opcode === 'text')
  try {
    const text = filled(template, scope)
    const isSame = text === template
    return {
      payload: text,
      asText: false,
      text,
      size: Buffer.byteLength(text),
      problem: isSame ? problem : problemOfRaw(text),
    }
  } catch (error) {
    if (!(error instanceof UnknownVariable)) throw error
    return { payload: undefined, asText: false, text: template, size: 0, problem: error.message }
  }
}

/** In JSON a text that is one variable becomes its value, a number a number. */
function filled(template: string, scope: Scope): string {
  if (!template.includes('${')) return template
  let json: unknown
  try {
    json = JSON.parse(template)
  } catch {
    return String(fill(template, scope))
  }
  return JSON.stringify(fill(json, scope))
}

function ofBytes(hex: string, asText: boolean): Outgoing {
  const bytes = bytesOf(hex)
  if (!bytes)
    return { payload: undefined, asText, text: hex, size: 0, problem: 'bytes are written as hexadecimal: 7b 22 7d' }
  const text = asText ? textIn(bytes) : undefined
  const size = bytes.length
  if (text !== undefined) return { payload: text, asText: false, text, size, problem: problemOfRaw(text) }
  const problem = asText ? 'a text frame that is not UTF-8 (CN3)' : 'a binary frame (CN3)'
  return { payload: bytes, asText, text: `${size} bytes`, size, problem }
}
