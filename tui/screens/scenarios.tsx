import { Box } from 'ink'
import { dim, Row, type Span, span } from '../components/row.tsx'
import { Lines, Rows, Rule } from '../components/rows.tsx'
import type { Run } from '../people.ts'
import { explain } from '../runner/explain.ts'
import type { Step } from '../runner/schema.ts'
import { wrap } from '../state/width.ts'
import type { Tester } from '../tester.ts'
import { type Theme, useTheme } from '../theme.ts'

/** The scenarios that were found, and the steps of the one in focus as they are played. */
export function ScenariosScreen({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const { runs, ui, problems } = tester
  const theme = useTheme()
  if (runs.length === 0) return <Lines lines={nothing(tester, theme)} width={width} height={height} />
  const wide = width >= 100
  const list = wide ? Math.floor(width * 0.42) : width
  const above = wide ? height : Math.min(runs.length + problems.length + 1, Math.floor(height * 0.4))
  const steps = wide ? width - list - 1 : width
  const run = runs[Math.min(ui.cursor, runs.length - 1)]!
  return (
    <Box flexDirection={wide ? 'row' : 'column'} width={width} height={height}>
      <ScenarioList tester={tester} width={list} height={above} />
      {wide && <Box width={1} />}
      <Steps run={run} width={steps} height={wide ? height : height - above} />
    </Box>
  )
}

const nothing = ({ scenarios, problems }: Tester, theme: Theme): Span[][] => [
  [],
  [span(` There is no scenario in ${scenarios}. `, { bold: true }), dim('S in the Log saves one.')],
  ...problems.map((problem) => [span(` ! ${problem}`, { color: theme.warn })]),
]

function ScenarioList({ tester, width, height }: { tester: Tester; width: number; height: number }) {
  const theme = useTheme()
  const { runs, ui, problems } = tester
  const room = Math.max(1, height - 1 - problems.length)
  const cursor = Math.min(ui.cursor, runs.length - 1)
  const from = Math.max(0, Math.min(cursor - (room >> 1), runs.length - room))
  return (
    <Rows width={width} height={height}>
      <Rule title={`Scenarios ${runs.length}`} right={talliedOf(runs)} width={width} active />
      {runs.slice(from, from + room).map((run, at) => (
        <Row
          key={`${run.scenario.file}:${run.scenario.line}`}
          inverse={from + at === cursor}
          spans={[verdictSign(run, theme), span(run.scenario.title), dim(`  ${run.scenario.rules.join(' ')}`)]}
          width={width}
        />
      ))}
      {problems.map((problem) => (
        <Row key={problem} spans={[span(` ! ${problem}`, { color: theme.warn })]} width={width} />
      ))}
    </Rows>
  )
}

function talliedOf(runs: readonly Run[]): string {
  const results = runs.flatMap(({ result }) => result ?? [])
  const failed = results.filter(({ verdict }) => verdict !== 'pass').length
  return results.length === 0 ? '' : `✓ ${results.length - failed}  ✗ ${failed}`
}

function verdictSign({ step, result }: Run, { good, bad, warn }: Theme): Span {
  if (step) return span(' ◌ ', { color: warn, bold: true })
  if (!result) return dim(' · ')
  return result.verdict === 'pass' ? span(' ✓ ', { color: good, bold: true }) : span(' ✗ ', { color: bad, bold: true })
}

function Steps({ run, width, height }: { run: Run; width: number; height: number }) {
  const theme = useTheme()
  const { scenario, result } = run
  const why = result && result.verdict !== 'pass' ? whyLines(result, width, theme) : []
  const below = why.slice(0, Math.max(3, (height >> 1) - 1))
  const room = Math.max(1, height - 1 - below.length)
  const at = stepAt(run)
  const from = Math.max(0, Math.min(at - (room >> 1), scenario.steps.length - room))
  const lines = scenario.steps.slice(from, from + room).map((step, index) => stepSpans(step, run, from + index, theme))
  return (
    <Rows width={width} height={height}>
      <Rule
        title={`${scenario.file}:${scenario.line}`}
        right={result ? `${result.verdict} ${(result.ms / 1_000).toFixed(1)}s` : ''}
        width={width}
        active={false}
      />
      <Lines lines={[...lines, ...below]} width={width} height={height - 1} />
    </Rows>
  )
}

/** Where it differs, what was expected and what came closest, a line each; the frames are for the Log. */
function whyLines(result: NonNullable<Run['result']>, width: number, { bad }: Theme): Span[][] {
  const all = explain(result)
  const [at, ...own] = all.slice(
    0,
    all.findLastIndex((line) => line.startsWith('the last ')),
  )
  const isLong = (line: string) => /^(expected|nearest):/.test(line)
  const short = own.filter((line) => !isLong(line)).flatMap((line) => wrap(line, Math.max(10, width - 3)))
  const lines = [...short, ...own.filter(isLong)].map((line) => [span(`  ${line}`, { color: bad })])
  return [[dim(`  ${at}`)], ...lines]
}

/** The step that is being played, or that failed; the last one where all passed. */
function stepAt({ scenario, step, result }: Run): number {
  const found = step ?? result?.failure?.step
  return found ? scenario.steps.indexOf(found) : result ? scenario.steps.length - 1 : 0
}

function stepSpans(step: Step, run: Run, index: number, { good, bad, warn }: Theme): Span[] {
  const at = stepAt(run)
  const failed = run.result?.failure?.step === step
  const passed = run.result ? !run.result.failure || index < at : run.step !== undefined && index < at
  const sign = failed
    ? span(' ✗ ', { color: bad, bold: true })
    : passed
      ? span(' ✓ ', { color: good })
      : run.step === step
        ? span(' ▸ ', { color: warn, bold: true })
        : dim(' · ')
  const { kind, line: _line, ...rest } = step
  const { [kind]: what, as, ...more } = rest as Record<string, unknown>
  const who = as === undefined ? '' : `${[as].flat().join(',')} `
  const details = Object.keys(more).length === 0 ? '' : `  ${JSON.stringify(more)}`
  return [sign, span(`${who}${kind} `, { bold: failed }), span([what].flat().join(',')), dim(details)]
}
