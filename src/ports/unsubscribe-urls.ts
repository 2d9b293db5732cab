/** The addresses that end a user's mails (EM3): signed, so that nobody can end another's. */
export interface UnsubscribeUrls {
  mint(user_id: number): string
  /** The user whose mails it ends; undefined where it was not made here. */
  check(user_id: string, signature: string): number | undefined
}
