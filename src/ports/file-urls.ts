/** FL2: mints and checks the URLs that files are fetched by. Nothing is remembered for them. */
export interface FileUrls {
  /** The same URL all day, which holds for 24 to 48 hours from now. */
  mint(file: { id: number; key: string }): string
  /** Until when (milliseconds since 1970) a URL with these parameters opens the file; undefined where it does not. */
  check(file: { id: number; key: string }, given: { expires: string; signature: string }): number | undefined
}
