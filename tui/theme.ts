import { createContext, useContext } from 'react'

/** Colours by meaning; `undefined` is the terminal's own. No meaning is told by colour alone. */
export interface Theme {
  name: ThemeName
  /** What is in focus. */
  accent: string | undefined
  good: string | undefined
  warn: string | undefined
  bad: string | undefined
  /** Sessions, by their order; told apart by people who do not tell red from green. */
  sessions: readonly (string | undefined)[]
  string: string | undefined
  number: string | undefined
}

export const themeNames = ['dark', 'light', 'mono'] as const
export type ThemeName = (typeof themeNames)[number]

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
