/** Every pause and deadline towards clients, in milliseconds. Tests shorten them; nothing else does. */
export const timings = {
  /** CN4: how often a peer is pinged, and how long it may take to answer. */
  ping_every: 25_000,
  pong_within: 8_000,
  /** CL 4408: how long a message may stay unfinished. */
  message_within: 30_000,
  /** How often the above, and the expiry of tokens, are looked at. */
  sweep_every: 500,
  /** How long a peer may take to answer a close before its connection is cut. */
  close_within: 3_000,
  /** CN5: how long requests may take to finish at a shutdown. */
  finish_within: 4_000,
  /** FL3: how long an upload may pause, and how long it may take altogether (15 MB at 25 kB a second). */
  upload_pause: 20_000,
  upload_within: 600_000,
  /** How long the rest of a refused HTTP body is read. */
  linger: 5_000,
}

export type Timings = typeof timings
