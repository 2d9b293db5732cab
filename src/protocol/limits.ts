/** Every number of the protocol that a client may run into, in one place. Sizes in bytes, times in milliseconds. */
export const limits = {
  /** CN3: the largest WebSocket message a client may send, bytes. */
  frame_bytes: 65_536,
  /** MC1: the longest `body`, in Unicode code points. */
  body_characters: 10_000,
  /** MC7, FR3: the longest `uid` and string `request_id`. */
  uid_characters: 64,
  /** DL1: the page size when a request names none. */
  page_default: 20,
  /** DL1: the largest page; a larger `limit` is cut to it. */
  page_max: 100,
  /** CN6: what may wait for a reader that does not drain, bytes. */
  send_queue_bytes: 1_048_576,
  /** ER5: how many malformed frames in a row close the socket. */
  bad_frames: 20,
  /** AU3: the longest token, bytes. */
  token_bytes: 4_096,
  /** FL3: the largest file, bytes. */
  file_bytes: 15 * 1_048_576,
  /** FL3: what the files of one user may amount to, bytes and files. */
  user_files_bytes: 100 * 1_048_576,
  user_files: 10_000,
} as const
