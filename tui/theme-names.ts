/** For the command line, which asks before anything of React is loaded. */
export const themeNames = ['dark', 'light', 'colour-blind', 'mono'] as const
export type ThemeName = (typeof themeNames)[number]
