import { createContext, useContext } from 'react'
import type { ThemeName } from './theme-names.ts'

export { type ThemeName, themeNames } from './theme-names.ts'

/** Colours by meaning; `undefined` is the terminal's own. No meaning is told by colour alone. */
export interface Theme {
  name: ThemeName
  /** What is in focus. */
  accent: string | undefined
  good: string | undefined
  warn: string | undefined
  bad: string | undefined
  /** Sessions, by their order. */
  sessions: readonly (string | undefined)[]
  string: string | undefined
  number: string | undefined
}

export const themes: Record<ThemeName, Theme> = {
  dark: {
    name: 'dark',
    accent: 'cyanBright',
    good: 'greenBright',
    warn: 'yellowBright',
    bad: 'redBright',
    sessions: ['cyanBright', 'yellowBright', 'magentaBright', 'blueBright'],
    string: 'green',
    number: 'cyan',
  },
  light: {
    name: 'light',
    accent: 'blue',
    good: 'green',
    warn: 'magenta',
    bad: 'red',
    sessions: ['blue', 'magenta', 'green', 'red'],
    string: 'green',
    number: 'blue',
  },
  // The palette of Okabe and Ito, which people with any kind of colour blindness can tell apart.
  'colour-blind': {
    name: 'colour-blind',
    accent: '#56b4e9',
    good: '#56b4e9',
    warn: '#f0e442',
    bad: '#d55e00',
    sessions: ['#56b4e9', '#e69f00', '#cc79a7', '#f0e442'],
    string: '#009e73',
    number: '#e69f00',
  },
  mono: {
    name: 'mono',
    accent: undefined,
    good: undefined,
    warn: undefined,
    bad: undefined,
    sessions: [undefined],
    string: undefined,
    number: undefined,
  },
}

/** The theme to begin with: what was asked for, else what the environment says (NO_COLOR, COLORFGBG). */
export function themeFrom(env: Record<string, string | undefined>, asked?: ThemeName): ThemeName {
  if (asked) return asked
  if (env.NO_COLOR || env.TERM === 'dumb') return 'mono'
  const background = Number(env.COLORFGBG?.split(';').at(-1))
  return background === 7 || background === 15 ? 'light' : 'dark'
}

export const ThemeContext = createContext<Theme>(themes.dark)
export const useTheme = (): Theme => useContext(ThemeContext)
export const sessionColor = ({ sessions }: Theme, index: number): string | undefined =>
  sessions[index % sessions.length]
