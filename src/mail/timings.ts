/** Every pause and deadline of mail, in milliseconds. Tests shorten them; nothing else does. */
export const mailTimings = {
  /** How long the SMTP server may take to greet us, and then to say anything more. */
  greeting: 10_000,
  answer: 20_000,
  /** How long a try may take in all, however slowly the server drips its answers. */
  try: 55_000,
  /** How long a claim holds: well above `try`, so that an older one belongs to a worker that died. */
  lease: 300_000,
  /** How long after something was queued it is looked for, so that what comes in a burst is seen together. */
  soon: 500,
  /** How often other processes' mails are looked for, and those whose pause is over. */
  look: 1_000,
  /** How long no mail is tried after one found the SMTP server itself not working. */
  rest: 30_000,
  /** How long a mail under way may take when the server stops; what takes longer is cut off and sent again later. */
  finish: 2_000,
}

export type MailTimings = typeof mailTimings
