import { markSeen, nextDialog, openDialog, pairOf, say, settle } from './conversation.ts'
import { copyCommand, copyFrame, copyPointer } from './copying.ts'
import { duplicate, expired, forged, repeat, stale, stall } from './faults.ts'
import { inspectedLines, violationInFocus } from './inspected.ts'
import { type ActionId, allActions } from './keys.ts'
import { leaveView, openRecording, saveLog, toggleRecording } from './recording.ts'
import { openScenarios, runSelected, saveScenario, showRun, toggleMark } from './scenarios.ts'
import { sendComposed, toggleRepeat } from './sending.ts'
import { nextOpcode, recall, suggest, toggleRaw } from './state/compose.ts'
import { noFilter } from './state/filter.ts'
import { emptyText, textOf } from './state/text.ts'
import { parentOf } from './state/tree.ts'
import { left, paneAfter, placeOn, type Screen } from './state/ui.ts'
import { openTemplates } from './templates.ts'
import type { Tester } from './tester.ts'
import { themeNames } from './theme.ts'

const go = (screen: Screen) => (tester: Tester) => {
  tester.set(placeOn(screen))
  settle(tester)
}

/** What each action of keys.ts does. */
const commands: Record<ActionId, (tester: Tester) => void> = {
  begin,
  pick: (tester) => tester.set({ picked: new Set(tester.ui.picked).symmetricDifference(new Set([tester.ui.cursor])) }),
  send: (tester) => (tester.ui.place === 'compose' ? sendComposed(tester) : say(tester)),
  seen: markSeen,
  write: (tester) => tester.set({ typing: true }),
  'dialog.next': nextDialog,
  suggest: (tester) =>
    tester.set({ compose: suggest(tester.ui.compose, { sessions: tester.sessions.length, ids: tester.ids.of }) }),
  raw: (tester) => tester.set({ compose: toggleRaw(tester.ui.compose) }),
  recall: (tester) => tester.set({ compose: recall(tester.ui.compose, -1) }),
  bytes: (tester) => tester.set({ compose: nextOpcode(tester.ui.compose) }),
  templates: openTemplates,
  repeat: toggleRepeat,
  'filter.apply': (tester) => tester.set({ place: 'log', typing: false }),
  pause(tester) {
    tester.log.toggleFollow()
    tester.changed(true)
  },
  inspect(tester) {
    const violation = tester.ui.place === 'violations' ? violationInFocus(tester) : undefined
    if (violation) tester.log.select(violation)
    else if (tester.log.follow) tester.log.toggleFollow()
    tester.set({ ...placeOn('log'), place: 'inspect', ...unfolded })
  },
  filter: (tester) => tester.set({ place: 'filter', typing: true }),
  compose: (tester) => tester.set({ ...placeOn('log'), place: 'compose', typing: true }),
  'violation.next': (tester) => toViolation(tester, 1),
  'violation.previous': (tester) => toViolation(tester, -1),
  fold: (tester) => fold(tester),
  'fold.open': (tester) => fold(tester, true),
  'fold.close': (tester) => fold(tester, false),
  codepoints: (tester) => tester.set({ codePoints: !tester.ui.codePoints }),
  copy: copyFrame,
  'copy.pointer': copyPointer,
  'copy.command': copyCommand,
  edit(tester) {
    const { selected } = tester.log
    if (!selected || selected.dir === 'note') return
    tester.set({
      place: 'compose',
      typing: true,
      compose: {
        ...tester.ui.compose,
        raw: textOf(selected.text),
        opcode: selected.binary && (selected.asText ? 'text' : 'binary'),
      },
    })
  },
  'dialog.open'(tester) {
    const { compose, cursor } = tester.ui
    openDialog(tester, [compose.session], tester.active?.model.list[cursor]?.id)
    tester.set({ place: 'chat', typing: true })
  },
  up: (tester) => move(tester, -1),
  down: (tester) => move(tester, 1),
  'page.up': (tester) => move(tester, -tester.log.height),
  'page.down': (tester) => move(tester, tester.log.height),
  top: (tester) => move(tester, Number.NEGATIVE_INFINITY),
  bottom: (tester) => move(tester, Number.POSITIVE_INFINITY),
  'pane.next': (tester) => nextPane(tester, 1),
  'pane.previous': (tester) => nextPane(tester, -1),
  leave(tester) {
    if (tester.ui.place === 'filter') {
      tester.log.setFilter(noFilter)
      tester.set({ filter: emptyText })
    }
    tester.set(left(tester.ui))
  },
  'screen.log': go('log'),
  'screen.split': go('split'),
  'screen.chat': go('chat'),
  'screen.stats': go('stats'),
  'screen.violations': go('violations'),
  'screen.scenarios': openScenarios,
  'scenario.run': (tester) => void runSelected(tester),
  'scenario.frames': showRun,
  'session.next': (tester) => actAs(tester, (tester.ui.compose.session + 1) % tester.sessions.length),
  'fault.drop': (tester) => tester.active?.session.drop(),
  'fault.stall': stall,
  'fault.repeat': repeat,
  'fault.stale': stale,
  'fault.duplicate': duplicate,
  'fault.forged': forged,
  'fault.expired': expired,
  close: (tester) => tester.active?.session.close(),
  reconnect: (tester) => tester.renew(tester.ui.compose.session),
  record: toggleRecording,
  'record.log': saveLog,
  mark: toggleMark,
  'scenario.save': saveScenario,
  'recording.open': openRecording,
  'recording.leave': leaveView,
  theme: (tester) => tester.set({ theme: themeNames[(themeNames.indexOf(tester.ui.theme) + 1) % themeNames.length]! }),
  palette: (tester) => tester.set({ overlay: { kind: 'palette', query: emptyText, index: 0 } }),
  help: (tester) => tester.set({ overlay: { kind: 'help', query: emptyText, index: 0 } }),
  quit: ({ terminal }) => terminal.quit(),
  interrupt: ({ terminal }) => terminal.quit(),
  suspend: ({ terminal }) => terminal.suspend(),
}

export function perform(tester: Tester, id: ActionId) {
  const action = allActions().find((one) => one.id === id)
  if (action?.live && tester.viewed) return tester.toast('this is a recording, nothing of it is connected; b goes back')
  commands[id](tester)
}

const unfolded = { line: 0, toggled: new Set<string>(), codePoints: false }

function toViolation(tester: Tester, step: 1 | -1) {
  if (!tester.log.toViolation(step)) tester.toast(`no violation ${step > 0 ? 'after' : 'before'} this frame`)
  else tester.set(unfolded)
}

function fold(tester: Tester, wanted?: boolean) {
  const { line, toggled } = tester.ui
  const lines = inspectedLines(tester)
  const at = lines[line]
  if (!at) return
  if (wanted === false && !at.open) {
    const parent = lines.findIndex(({ path }) => path === parentOf(at.path))
    return tester.set({ line: Math.max(0, parent) })
  }
  if (at.open !== undefined && at.open !== wanted)
    tester.set({ toggled: new Set(toggled).symmetricDifference(new Set([at.path])) })
}

function move(tester: Tester, by: number) {
  const { ui, log } = tester
  const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value + by))
  if (ui.place === 'inspect') return tester.set({ line: within(ui.line, inspectedLines(tester).length) })
  if (ui.place === 'log') {
    log.move(by)
    return tester.set(unfolded)
  }
  if (ui.place === 'split' || ui.place === 'chat')
    return tester.set({ scroll: Math.max(0, ui.scroll - Math.sign(by) * Math.max(3, log.height >> 1)) })
  const counts = {
    pick: tester.people.length,
    dialogs: tester.active?.model.dialogs.size ?? 0,
    scenarios: tester.runs.length,
  }
  const count = counts[ui.place as keyof typeof counts] ?? tester.violations.size
  tester.set({ cursor: within(ui.cursor, count) })
}

/** Connects as those who were picked, or as the one in focus. */
function begin(tester: Tester) {
  const { picked, cursor } = tester.ui
  const indexes = picked.size > 0 ? [...picked].sort((a, b) => a - b) : [cursor]
  tester.begin(indexes.map((index, at) => ({ ...tester.people[index]!, name: String.fromCharCode(65 + at) })))
}

/** In Split, Tab is how one writes as the other. */
function nextPane(tester: Tester, step: 1 | -1) {
  const { ui } = tester
  if (ui.screen === 'split') {
    const [one, other] = pairOf(tester)
    return actAs(tester, ui.compose.session === one ? other : one)
  }
  const next = paneAfter(ui, step)
  if (next) tester.set({ ...next, cursor: 0 })
}

function actAs(tester: Tester, session: number) {
  if (session >= tester.sessions.length) return
  tester.set({ compose: { ...tester.ui.compose, session }, scroll: 0 })
  settle(tester)
}
