import { Box, useApp, useInput, useIsScreenReaderEnabled, usePaste, useStdout, useWindowSize } from 'ink'
import { useEffect, useSyncExternalStore } from 'react'
import { Footer } from './components/footer.tsx'
import { OverlayList } from './components/overlay.tsx'
import { Row, span } from './components/row.tsx'
import { Lines, Rows } from './components/rows.tsx'
import { Tabs } from './components/tabs.tsx'
import { Title, troubleLines } from './components/title.tsx'
import { pressesOf } from './press.ts'
import { ChatScreen } from './screens/chat.tsx'
import { LogScreen } from './screens/log.tsx'
import { PickScreen } from './screens/pick.tsx'
import { ScenariosScreen } from './screens/scenarios.tsx'
import { SplitScreen } from './screens/split.tsx'
import { StatsScreen } from './screens/stats.tsx'
import { ViolationsScreen } from './screens/violations.tsx'
import type { Tester } from './tester.ts'
import { ThemeContext, themes } from './theme.ts'
import { pasted } from './typing.ts'

/** The smallest terminal that the screens fit into. */
const LEAST = { columns: 60, rows: 12 }
/** What is laid out for a screen reader, whatever the size of the terminal. */
const LINEAR = { columns: 80, rows: 24 }

interface Props {
  tester: Tester
  /** Stops the process until `fg`; the terminal is as it was before meanwhile. */
  stop: () => Promise<void>
}

/** The whole screen: keys go in here, and everything is drawn from the tester. */
export function App({ tester, stop }: Props) {
  const { exit, suspendTerminal } = useApp()
  const { stdout } = useStdout()
  const size = useWindowSize()
  const linear = useIsScreenReaderEnabled()
  const { columns, rows } = linear ? LINEAR : size
  useSyncExternalStore(tester.subscribe, tester.version)
  useEffect(() => {
    tester.terminal = {
      quit: () => exit(),
      suspend: () => void suspendTerminal(stop),
      copy: (text) => void stdout.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`),
    }
  }, [tester, exit, suspendTerminal, stop, stdout])
  useInput((input, key) => {
    for (const press of pressesOf(input, key)) tester.press(press)
  })
  usePaste((text) => pasted(tester, text))
  return (
    <ThemeContext value={themes[tester.ui.theme]}>
      {columns < LEAST.columns || rows < LEAST.rows ? (
        <TooSmall tester={tester} columns={columns} rows={rows} />
      ) : (
        <Whole tester={tester} width={columns} height={rows} />
      )}
    </ThemeContext>
  )
}

function Whole({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const trouble = troubleLines(tester, themes[tester.ui.theme]).slice(0, 3)
  const inner = height - 3 - trouble.length
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Title tester={tester} width={width} />
      <Tabs tester={tester} width={width} />
      {trouble.length > 0 && <Lines lines={trouble} width={width} height={trouble.length} />}
      {tester.ui.overlay ? (
        <OverlayList tester={tester} width={width} height={inner} />
      ) : (
        <Current tester={tester} width={width} height={inner} />
      )}
      <Footer tester={tester} width={width} />
    </Box>
  )
}

function Current(props: { tester: Tester; width: number; height: number }) {
  switch (props.tester.ui.screen) {
    case 'pick':
      return <PickScreen {...props} />
    case 'log':
      return <LogScreen {...props} />
    case 'split':
      return <SplitScreen {...props} />
    case 'chat':
      return <ChatScreen {...props} />
    case 'stats':
      return <StatsScreen {...props} />
    case 'violations':
      return <ViolationsScreen {...props} />
    case 'scenarios':
      return <ScenariosScreen {...props} />
  }
}

function TooSmall({ tester, columns, rows }: { tester: Tester; columns: number; rows: number }) {
  const { stats } = tester
  return (
    <Rows width={columns} height={rows}>
      <Row
        spans={[
          span(`This terminal is ${columns}x${rows}; the tester needs ${LEAST.columns}x${LEAST.rows}.`, { bold: true }),
        ]}
        width={columns}
      />
      <Row
        spans={[span(`It goes on meanwhile: in ${stats.received}, out ${stats.sent}, ! ${stats.violations}.`)]}
        width={columns}
      />
      <Row spans={[span('Enlarge it, or ^C quits.')]} width={columns} />
    </Rows>
  )
}
