/** Where in the tester somebody is; what is in focus there gets the keys. */
export type Place =
  | 'pick'
  | 'log'
  | 'inspect'
  | 'compose'
  | 'filter'
  | 'split'
  | 'dialogs'
  | 'chat'
  | 'stats'
  | 'violations'
  | 'scenarios'

export const places: readonly Place[] = [
  'pick',
  'log',
  'inspect',
  'compose',
  'filter',
  'split',
  'dialogs',
  'chat',
  'stats',
  'violations',
  'scenarios',
]

interface When {
  /** Everywhere but in the list of people, where none is named. */
  places?: readonly Place[]
  /** Only while text is being typed, or only while it is not; both where it is left out. */
  typing?: boolean
}

interface ActionShape {
  id: string
  /** As `press.ts` names it: a character, `enter`, `up`, `^P`. */
  key: string
  /** Two words at most, for the footer. */
  hint: string
  /** For the palette, the help and the docs. */
  title: string
  when: When
  /** The higher, the further left in the footer; without it, it is not shown there. */
  footer?: number
  /** It needs sessions that are connected; in a recording there are none. */
  live?: true
}

const lists = ['pick', 'log', 'inspect', 'dialogs', 'violations', 'scenarios'] as const
const everywhere = places
const talking = ['split', 'chat'] as const

/** Every action of the tester: palette, help, footer and docs come from here. No key needs Alt or a function key. */
export const actions = [
  {
    id: 'begin',
    key: 'enter',
    hint: 'begin',
    title: 'Connect as those who are picked',
    when: { places: ['pick'] },
    footer: 99,
  },
  { id: 'pick', key: 'space', hint: 'pick', title: 'Pick, or not', when: { places: ['pick'] }, footer: 98 },
  {
    id: 'send',
    key: 'enter',
    hint: 'send',
    title: 'Send what was typed',
    when: { places: ['split', 'chat', 'compose'], typing: true },
    footer: 99,
    live: true,
  },
  {
    id: 'seen',
    key: '^S',
    hint: 'mark seen',
    title: 'Mark the unread messages of the dialog seen',
    when: { places: talking },
    footer: 98,
    live: true,
  },
  {
    id: 'write',
    key: 'enter',
    hint: 'type',
    title: 'Type a message',
    when: { places: talking, typing: false },
    footer: 97,
  },
  {
    id: 'dialog.next',
    key: '^N',
    hint: 'next dialog',
    title: 'Go to the next dialog',
    when: { places: talking },
    footer: 60,
  },
  {
    id: 'suggest',
    key: '^N',
    hint: 'suggest id',
    title: 'Put the next id seen in frames into the field',
    when: { places: ['compose'] },
    footer: 90,
  },
  {
    id: 'raw',
    key: '^R',
    hint: 'raw',
    title: 'Switch between the form and raw text',
    when: { places: ['compose'] },
    footer: 89,
  },
  {
    id: 'recall',
    key: '^O',
    hint: 'history',
    title: 'Bring back what was sent before',
    when: { places: ['compose'] },
    footer: 88,
  },
  {
    id: 'bytes',
    key: '^X',
    hint: 'bytes',
    title: 'Write bytes in hexadecimal: of a binary frame, of a text frame, or text again',
    when: { places: ['compose'] },
    footer: 85,
  },
  {
    id: 'templates',
    key: '^T',
    hint: 'templates',
    title: 'Use a template, or save this as one',
    when: { places: ['compose'] },
    footer: 87,
  },
  {
    id: 'repeat',
    key: '^G',
    hint: 'repeat',
    title: 'Send it again and again, or end that',
    when: { places: ['compose', 'log'] },
    footer: 41,
    live: true,
  },
  {
    id: 'filter.apply',
    key: 'enter',
    hint: 'apply',
    title: 'Apply the filter',
    when: { places: ['filter'] },
    footer: 99,
  },

  {
    id: 'pause',
    key: 'space',
    hint: 'pause',
    title: 'Pause or follow the log',
    when: { places: ['log'], typing: false },
    footer: 99,
  },
  {
    id: 'inspect',
    key: 'enter',
    hint: 'inspect',
    title: 'Inspect the selected frame',
    when: { places: ['log', 'violations'], typing: false },
    footer: 98,
  },
  {
    id: 'filter',
    key: '/',
    hint: 'filter',
    title: 'Filter the log',
    when: { places: ['log', 'inspect'], typing: false },
    footer: 97,
  },
  {
    id: 'compose',
    key: 'i',
    hint: 'compose',
    title: 'Compose an event',
    when: { places: ['log', 'inspect', 'violations', 'stats'], typing: false },
    footer: 96,
  },
  {
    id: 'violation.next',
    key: 'n',
    hint: 'next !',
    title: 'Go to the next violation',
    when: { places: ['log', 'inspect'], typing: false },
    footer: 70,
  },
  {
    id: 'violation.previous',
    key: 'N',
    hint: 'previous !',
    title: 'Go to the violation before',
    when: { places: ['log', 'inspect'], typing: false },
  },
  {
    id: 'fold',
    key: 'enter',
    hint: 'fold',
    title: 'Fold or unfold',
    when: { places: ['inspect'], typing: false },
    footer: 99,
  },
  {
    id: 'fold.close',
    key: 'left',
    hint: 'fold',
    title: 'Fold, or go to what holds this',
    when: { places: ['inspect'], typing: false },
  },
  { id: 'fold.open', key: 'right', hint: 'unfold', title: 'Unfold', when: { places: ['inspect'], typing: false } },
  {
    id: 'codepoints',
    key: 'u',
    hint: 'code points',
    title: 'Show the code points of the selected text',
    when: { places: ['inspect'], typing: false },
    footer: 80,
  },
  {
    id: 'copy',
    key: 'y',
    hint: 'copy',
    title: 'Copy the frame as JSON',
    when: { places: ['log', 'inspect', 'violations'], typing: false },
    footer: 50,
  },
  {
    id: 'copy.pointer',
    key: 'p',
    hint: 'copy pointer',
    title: 'Copy the JSON pointer of the selected line',
    when: { places: ['inspect'], typing: false },
  },
  {
    id: 'copy.command',
    key: 'Y',
    hint: 'copy command',
    title: 'Copy a dialogd command that does the same',
    when: { places: ['log', 'inspect', 'violations'], typing: false },
  },
  {
    id: 'edit',
    key: 'e',
    hint: 'send again',
    title: 'Put the selected frame into Compose',
    when: { places: ['log', 'inspect'], typing: false },
  },
  {
    id: 'mark',
    key: 'm',
    hint: 'mark',
    title: 'Mark the frame for a scenario, or not',
    when: { places: ['log', 'inspect'], typing: false },
    footer: 45,
  },
  {
    id: 'dialog.open',
    key: 'enter',
    hint: 'open',
    title: 'Open the selected dialog',
    when: { places: ['dialogs'], typing: false },
    footer: 99,
  },

  {
    id: 'scenario.run',
    key: 'enter',
    hint: 'run',
    title: 'Run the selected scenario against the connected server',
    when: { places: ['scenarios'], typing: false },
    footer: 99,
    live: true,
  },
  {
    id: 'scenario.frames',
    key: 'v',
    hint: 'frames',
    title: 'Show the frames of the run in the Log',
    when: { places: ['scenarios'], typing: false },
    footer: 98,
  },
  { id: 'up', key: 'up', hint: 'up', title: 'One line up', when: { places: lists, typing: false } },
  { id: 'down', key: 'down', hint: 'down', title: 'One line down', when: { places: lists, typing: false } },
  { id: 'page.up', key: 'pageup', hint: 'page up', title: 'One page up', when: { places: [...lists, ...talking] } },
  {
    id: 'page.down',
    key: 'pagedown',
    hint: 'page down',
    title: 'One page down',
    when: { places: [...lists, ...talking] },
  },
  { id: 'top', key: 'home', hint: 'oldest', title: 'To the oldest', when: { places: lists, typing: false } },
  {
    id: 'bottom',
    key: 'end',
    hint: 'newest',
    title: 'To the newest, and follow',
    when: { places: lists, typing: false },
  },

  {
    id: 'pane.next',
    key: 'tab',
    hint: 'next pane',
    title: 'Next pane; in Split and Chat, write as the other',
    when: {},
    footer: 55,
  },
  { id: 'pane.previous', key: 'shift-tab', hint: 'pane before', title: 'The pane before', when: {} },
  { id: 'leave', key: 'esc', hint: 'keys', title: 'Stop typing, so that single keys work', when: {} },
  { id: 'screen.log', key: '1', hint: 'Log', title: 'Go to Log: every frame, and Compose', when: { typing: false } },
  {
    id: 'screen.split',
    key: '2',
    hint: 'Split',
    title: 'Go to Split: two users side by side',
    when: { typing: false },
  },
  {
    id: 'screen.chat',
    key: '3',
    hint: 'Chat',
    title: 'Go to Chat: dialogs as people see them',
    when: { typing: false },
  },
  { id: 'screen.stats', key: '4', hint: 'Stats', title: 'Go to Stats: rates and latencies', when: { typing: false } },
  {
    id: 'screen.violations',
    key: '5',
    hint: 'Violations',
    title: 'Go to Violations: what is against the protocol',
    when: { typing: false },
  },
  {
    id: 'screen.scenarios',
    key: '6',
    hint: 'Scenarios',
    title: 'Go to Scenarios: run one here',
    when: { typing: false },
  },

  {
    id: 'session.next',
    key: 'a',
    hint: 'other user',
    title: 'Act as the next user',
    when: { typing: false },
    footer: 30,
  },
  {
    id: 'fault.drop',
    key: 'x',
    hint: 'cut',
    title: 'Fault: cut the TCP connection of the user',
    when: { typing: false },
    footer: 20,
    live: true,
  },
  {
    id: 'fault.stall',
    key: 'z',
    hint: 'stall',
    title: 'Fault: stop reading, or read on',
    when: { typing: false },
    live: true,
  },
  {
    id: 'fault.repeat',
    key: 'd',
    hint: 'repeat',
    title: 'Fault: send the last frame of the user once more',
    when: { typing: false },
    live: true,
  },
  {
    id: 'fault.stale',
    key: 's',
    hint: 'stale',
    title: 'Fault: send again what was sent last before the reconnect',
    when: { typing: false },
    live: true,
  },
  {
    id: 'fault.duplicate',
    key: 'D',
    hint: 'duplicate',
    title: 'Fault: create one message twice, with one uid',
    when: { typing: false },
    live: true,
  },
  {
    id: 'fault.forged',
    key: 'f',
    hint: 'forged',
    title: 'Fault: connect with a forged token',
    when: { typing: false },
    live: true,
  },
  {
    id: 'fault.expired',
    key: 'E',
    hint: 'expired',
    title: 'Fault: connect with an expired token',
    when: { typing: false },
    live: true,
  },
  {
    id: 'close',
    key: 'c',
    hint: 'close',
    title: 'Close the connection of the user with 1000',
    when: { typing: false },
    live: true,
  },
  {
    id: 'reconnect',
    key: 'r',
    hint: 'connect',
    title: 'Connect the user again, now',
    when: { typing: false },
    live: true,
  },
  {
    id: 'record',
    key: 'R',
    hint: 'record',
    title: 'Record everything from now on into a file, or end that',
    when: { typing: false },
    footer: 5,
    live: true,
  },
  {
    id: 'record.log',
    key: 'w',
    hint: 'save log',
    title: 'Save what the log holds as a recording',
    when: { typing: false },
  },
  {
    id: 'scenario.save',
    key: 'S',
    hint: 'scenario',
    title: 'Save the marked frames, or all of the log, as a scenario',
    when: { typing: false },
  },
  {
    id: 'recording.open',
    key: 'o',
    hint: 'open',
    title: 'Open a recording',
    when: { typing: false },
  },
  {
    id: 'recording.leave',
    key: 'b',
    hint: 'live',
    title: 'Leave the recording: back to the live sessions',
    when: { typing: false },
  },
  {
    id: 'theme',
    key: 't',
    hint: 'theme',
    title: 'Next theme: dark, light, colour-blind, mono',
    when: { places: everywhere, typing: false },
  },

  { id: 'palette', key: '^P', hint: 'palette', title: 'Palette: find an action and do it', when: {}, footer: 12 },
  { id: 'help', key: '?', hint: 'help', title: 'Help: every key', when: { typing: false }, footer: 11 },
  { id: 'quit', key: 'q', hint: 'quit', title: 'Quit', when: { places: everywhere, typing: false }, footer: 10 },
  { id: 'interrupt', key: '^C', hint: 'quit', title: 'Quit from anywhere', when: { places: everywhere } },
  { id: 'suspend', key: '^Z', hint: 'suspend', title: 'Suspend; fg comes back', when: { places: everywhere } },
] as const satisfies readonly ActionShape[]

export type ActionId = (typeof actions)[number]['id']
export type Action = ActionShape & { id: ActionId }

const all: readonly Action[] = actions

/** Whether an action can be done at a place, whichever key or list it is called by. */
export const isAt = ({ when }: Action, place: Place): boolean =>
  when.places ? when.places.includes(place) : place !== 'pick'

/** The actions whose keys count at a place. */
export const activeActions = (place: Place, typing: boolean): Action[] =>
  all.filter((action) => isAt(action, place) && (action.when.typing ?? typing) === typing)

export const allActions = (): readonly Action[] => all

export const actionOf = (key: string, place: Place, typing: boolean): Action | undefined =>
  activeActions(place, typing).find((action) => action.key === key)

/** What the footer shows: the most useful first, ten at most. */
export const footerActions = (place: Place, typing: boolean): Action[] => {
  const shown = activeActions(place, typing).filter(
    ({ footer, id }) => footer !== undefined || (typing && id === 'leave'),
  )
  return shown.sort((a, b) => (b.footer ?? 40) - (a.footer ?? 40)).slice(0, 10)
}

const labels: Record<string, string> = {
  enter: '↵',
  space: '␣',
  tab: '⇥',
  'shift-tab': '⇧⇥',
  esc: 'Esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
}

/** How a key is written on the screen. */
export const keyLabel = (key: string): string => labels[key] ?? key
