import { explain } from './explain.ts'
import type { Result } from './run.ts'

/** The results as JUnit XML: a suite for each file, a case for each scenario. */
export function junit(results: readonly Result[]): string {
  const files = Map.groupBy(results, ({ scenario }) => scenario.file)
  const suites = [...files].map(([file, own]) => {
    const failed = own.filter(({ verdict }) => verdict !== 'pass').length
    return [
      `  <testsuite name=${quoted(file)} tests="${own.length}" failures="${failed}" time="${seconds(own)}">`,
      ...own.map(testcase),
      '  </testsuite>',
    ].join('\n')
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function testcase(result: Result): string {
  const { scenario, verdict, failure } = result
  const head = `    <testcase classname=${quoted(scenario.file)} name=${quoted(scenario.title)} time="${seconds([result])}"`
  if (verdict === 'pass') return `${head}/>`
  const message = quoted(failure?.error.message ?? result.violations[0]?.text ?? verdict)
  return `${head}>\n      <failure type="${verdict}" message=${message}>${escaped(explain(result).join('\n'))}</failure>\n    </testcase>`
}

const seconds = (results: readonly Result[]) => (results.reduce((sum, { ms }) => sum + ms, 0) / 1_000).toFixed(3)

/** XML has no way to write most control characters, not even escaped. */
const escaped = (text: string) =>
  text
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '�')
    .toWellFormed()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')

const quoted = (text: string) =>
  `"${escaped(text)
    .replaceAll('"', '&quot;')
    .replace(/[\r\n]/g, ' ')}"`
