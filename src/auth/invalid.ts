import { Refusal } from '../protocol/errors.ts'

/** The refusal of a token for the check it failed; `about` is our own words only, never a part of the token (AU7). */
export const invalid = (about: string): Refusal => new Refusal('token_invalid', { about })
