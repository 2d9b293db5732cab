/** A text to be sent, and the same as one WebSocket frame, encoded once for any number of sockets. */
export interface Outgoing {
  text: string
  bytes: Buffer
}

/** Encodes a text as an unmasked, unfragmented text frame (RFC 6455, section 5.2). */
export function outgoing(text: string): Outgoing {
  const length = Buffer.byteLength(text)
  const header = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const bytes = Buffer.allocUnsafe(header + length)
  bytes[0] = 0x81
  if (header === 2) bytes[1] = length
  else if (header === 4) {
    bytes[1] = 126
    bytes.writeUInt16BE(length, 2)
  } else {
    bytes[1] = 127
    bytes.writeBigUInt64BE(BigInt(length), 2)
  }
  bytes.write(text, header)
  return { text, bytes }
}

/** Something that has collected what it will send. */
interface Sender {
  flush(): void
}

/**
 * Lets every sender flush at the end of the turn of the event loop, so that all frames of the turn leave a socket in
 * one system call. Sent one by one, the frames of a create cost several times as much CPU.
 */
export class EndOfTurn {
  #waiting: Sender[] = []

  /** `sender` must not ask twice before it is flushed. */
  flushLater(sender: Sender): void {
    if (this.#waiting.length === 0) process.nextTick(() => afterMicrotasks(() => this.#flush()))
    this.#waiting.push(sender)
  }

  #flush(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const sender of waiting) sender.flush()
  }
}

/** Runs `task` when no promise is left to settle; what a tick publishes is answered by promises, and they go first. */
function afterMicrotasks(task: () => void): void {
  queueMicrotask(() => process.nextTick(task))
}
